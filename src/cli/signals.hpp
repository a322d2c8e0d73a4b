/// Ctrl-C, SIGTERM and SIGHUP become a request to stop, so that temporary files are removed.
#pragma once

#include <stop_token>

#include "lexicnn/core/ranks.hpp"

namespace lexicnn::cli {

/// Call once, before any thread is started: the signals then wait for `watch_signals`.
void block_signals();

/// Takes the signals, which request a stop. Make one. Where there are several ranks, a signal ends
/// this one at once: who has started them sends one to those that are left when one has died, and
/// gives them little time.
class SignalWatch {
 public:
  explicit SignalWatch(Ranks& ranks);
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

  /// Signals end the process from then on; nothing is said of ranks that are leaving.
  ~SignalWatch();
};

/// Asked to stop by the first signal. A second one, or five seconds without an end, ends the
/// program at once with the status 128 + signal.
std::stop_token stop_token();

}  // namespace lexicnn::cli
