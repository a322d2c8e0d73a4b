#include "cli/progress.hpp"

#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

#include "cli/streams.hpp"

namespace lexicnn::cli {
namespace {

constexpr std::chrono::milliseconds kInterval{100};

}  // namespace

std::string duration_text(double seconds) {
  const auto whole = static_cast<long>(std::lround(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{}:{:02} min", whole / 60, whole % 60);
  return fmt::format("{}:{:02} h", whole / 3600, whole / 60 % 60);
}

std::string progress_text(const Progress& now, std::uint64_t first, double seconds) {
  std::string text = fmt::format("{}: {}", now.stage, now.done);
  if (now.total != 0) text += fmt::format(" of {}", now.total);
  text += fmt::format(" {}", now.unit);
  if (now.done <= first || seconds <= 0) return text;
  const double rate = static_cast<double>(now.done - first) / seconds;
  text += fmt::format(", {:.{}f}/s", rate, rate < 10 ? 1 : 0);
  if (now.total > now.done) {
    text +=
        fmt::format(", {} left", duration_text(static_cast<double>(now.total - now.done) / rate));
  }
  return text;
}

ProgressLine::ProgressLine() : terminal_(::isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() {
  clear();
}

void ProgressLine::show(const Progress& now) {
  if (!terminal_) return;
  const auto time = Clock::now();
  const bool fresh = stage_ != now.stage;
  if (fresh) {
    stage_ = now.stage;
    started_ = time;
    first_ = now.done;
  }
  if (!fresh && now.done != now.total && time - last_ < kInterval) return;
  last_ = time;
  const std::string text =
      progress_text(now, first_, std::chrono::duration<double>(time - started_).count());
  write_stderr("\r\033[K" + text);
  std::fflush(stderr);
  shown_ = true;
  if (now.done == now.total) {
    write_stderr("\n");
    shown_ = false;
    stage_.clear();
  }
}

void ProgressLine::clear() {
  if (shown_) write_stderr("\r\033[K");
  shown_ = false;
}

}  // namespace lexicnn::cli
