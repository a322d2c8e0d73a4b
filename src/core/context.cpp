#include "lexicnn/core/context.hpp"

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/ranks.hpp"

namespace lexicnn {

Ranks& Context::all_ranks() const noexcept {
  return ranks != nullptr ? *ranks : one_rank();
}

unsigned Context::thread_count() const noexcept {
  return threads != 0 ? threads : all_ranks().processors();
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
