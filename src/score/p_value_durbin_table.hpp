/// Durbin's matrix at the nodes of panels, for classes of all sizes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "score/p_value_durbin.hpp"
#include "score/p_value_panels.hpp"

namespace lexicnn {

/// Panels in t of `width` from 1 on, the same for every n, so that neighbouring n share the work.
/// What is asked for is worked out once and kept for the life of the program: 6 kB for a panel and
/// 64 sizes. Safe on several threads.
class DurbinTable {
 public:
  /// For n up to `most_n` and t up to `most_t`.
  DurbinTable(double width, std::int64_t most_n, double most_t);

  /// P(D_n < t / n) at the nodes of a panel.
  [[nodiscard]] Panels::Nodes below(std::size_t panel, std::int64_t n) const;

 private:
  struct Entry {
    std::once_flag filled;
    std::unique_ptr<std::array<Panels::Nodes, kDurbinSizes>> below;  // [n][node]
  };

  double width_;
  std::size_t panels_;
  mutable std::vector<Entry> entries_;  // [sizes][panel]
};

}  // namespace lexicnn
