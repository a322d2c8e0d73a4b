/// Images collected for one call of the engine, and what it gives for them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "lexicnn/network/capture.hpp"

namespace lexicnn::extract_stage {

class LanePass {
 public:
  explicit LanePass(const Capture& capture)
      : capture_(capture),
        lane_(capture.make_lane()),
        rows_(capture.batch() * capture.features()) {}

  /// Where the next image goes.
  std::span<float> next_input() {
    const std::uint64_t values = capture_.image_values();
    return lane_.input().subspan(slots_.size() * values, values);
  }

  /// The image at `next_input` is for this slot of the batch.
  void take(std::size_t slot) { slots_.push_back(slot); }

  /// Runs what was taken, calls `put(slot, row)` for each, and begins anew.
  template <typename Put>
  void run(const Put& put) {
    const std::uint64_t features = capture_.features();
    const std::span<float> rows = std::span(rows_).first(slots_.size() * features);
    if (!slots_.empty()) lane_.run(static_cast<std::uint32_t>(slots_.size()), rows);
    for (std::size_t i = 0; i < slots_.size(); ++i)
      put(slots_[i], std::span<const float>(rows).subspan(i * features, features));
    slots_.clear();
  }

 private:
  const Capture& capture_;
  Capture::Lane lane_;
  std::vector<float> rows_;
  std::vector<std::size_t> slots_;
};

}  // namespace lexicnn::extract_stage
