/// Ctrl-C, SIGTERM and SIGHUP become a request to stop, so that temporary files are removed.
#pragma once

#include <stop_token>

namespace lexicnn::cli {

/// Call once, before any thread is started.
void watch_signals();

/// Asked to stop by the first signal. A second one, or five seconds without an end, ends the
/// program at once with the status 128 + signal.
std::stop_token stop_token();

}  // namespace lexicnn::cli
