/// Sums of products in a fixed order.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace lexicnn {

/// Four sums, of every fourth product each, then these and the rest in turn: the same bits wherever
/// it runs.
inline double dot(std::span<const double> a, std::span<const double> b) noexcept {
  std::array<double, 4> sums{};
  std::size_t i = 0;
  for (; i + 4 <= a.size(); i += 4) {
    for (std::size_t lane = 0; lane < 4; ++lane)
      sums[lane] += a[i + lane] * b[i + lane];
  }
  double out = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  for (; i < a.size(); ++i)
    out += a[i] * b[i];
  return out;
}

}  // namespace lexicnn
