/// The progress line on a terminal's stderr.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "lexicnn/core/context.hpp"

namespace lexicnn::cli {

/// Shows stage, count, rate and time left on one line that is written over; silent off a terminal.
class ProgressLine {
 public:
  ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine();

  void show(const Progress& now);
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  bool terminal_;
  bool shown_ = false;
  std::string stage_;
  std::uint64_t first_ = 0;  // what was done when the stage began
  Clock::time_point started_;
  Clock::time_point last_;
};

/// "42 s", "3:07 min", "2:15 h".
std::string duration_text(double seconds);

/// The line's text for a state of the work `seconds` after `first` of it were done.
std::string progress_text(const Progress& now, std::uint64_t first, double seconds);

}  // namespace lexicnn::cli
