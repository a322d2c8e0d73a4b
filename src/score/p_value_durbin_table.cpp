#include "score/p_value_durbin_table.hpp"

#include <cmath>

namespace lexicnn {

DurbinTable::DurbinTable(double width, std::int64_t most_n, double most_t)
    : width_(width),
      panels_(static_cast<std::size_t>(std::ceil((most_t - 1) / width))),
      entries_((static_cast<std::size_t>(most_n) / kDurbinSizes + 1) * panels_) {}

Panels::Nodes DurbinTable::below(std::size_t panel, std::int64_t n) const {
  const std::size_t sizes = static_cast<std::size_t>(n) / kDurbinSizes;
  Entry& entry = entries_[sizes * panels_ + panel];
  std::call_once(entry.filled, [&] {
    auto values = std::make_unique<std::array<Panels::Nodes, kDurbinSizes>>();
    const Panels::Nodes nodes = Panels::nodes(1 + width_ * static_cast<double>(panel), width_);
    for (std::size_t node = 0; node < nodes.size(); ++node) {
      const auto below =
          durbin_below_sizes(static_cast<std::int64_t>(sizes * kDurbinSizes), nodes[node]);
      for (std::size_t i = 0; i < kDurbinSizes; ++i)
        (*values)[i][node] = below[i];
    }
    entry.below = std::move(values);
  });
  return (*entry.below)[static_cast<std::size_t>(n) % kDurbinSizes];
}

}  // namespace lexicnn
