/// The progress line on a terminal's stderr.
#pragma once

#include <chrono>
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
  Clock::time_point started_;
  Clock::time_point last_;
};

/// The line's text for a state of the work after `seconds`.
std::string progress_text(const Progress& now, double seconds);

}  // namespace lexicnn::cli
