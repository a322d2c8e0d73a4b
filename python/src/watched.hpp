/// Long work under Python: the GIL released, Ctrl-C heeded, progress and log messages passed on.
#pragma once

#include <functional>

#include "lexicnn/core/context.hpp"

#include "topics.hpp"

namespace lexicnn::python {

/// How a caller in Python watches: `progress` is None or is called as progress(stage, done, total).
struct Watch {
  unsigned threads = 0;
  nb::object progress;
};

/// Runs `work` in a thread of its own, without the GIL, while this one looks for signals and calls
/// `progress` some times a second; messages go to the logger "lexicnn". What a signal's handler or
/// `progress` throws stops the work and is thrown once it has ended; else what the work threw.
void run_watched(const Watch& watch, const std::function<void(const Context&)>& work);

}  // namespace lexicnn::python
