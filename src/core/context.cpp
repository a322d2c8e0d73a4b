#include "lexicnn/core/context.hpp"

#include <algorithm>
#include <thread>

#include "lexicnn/core/error.hpp"

namespace lexicnn {

unsigned Context::thread_count() const noexcept {
  return threads != 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
}

void Context::say(LogLevel level, std::string_view message) const {
  if (log) log(level, message);
}

void Context::report(const Progress& progress_now) const {
  if (progress) progress(progress_now);
}

void Context::check_stop() const {
  if (stop.stop_requested()) throw Error(ErrorKind::cancelled, "stopped on request");
}

}  // namespace lexicnn
