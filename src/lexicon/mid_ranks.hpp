/// Mid-ranks as whole numbers.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

namespace lexicnn {

/// 2 r - (n + 1) for each value, r its mid-rank from 1 to n: whole numbers whose sum is 0, so that
/// sums of products are exact and their signs are those of a rank correlation.
inline std::vector<std::int32_t> centred_mid_ranks(std::span<const double> values) {
  std::vector<std::uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&values](std::uint32_t a, std::uint32_t b) {
    return values[a] != values[b] ? values[a] < values[b] : a < b;
  });
  std::vector<std::int32_t> out(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]])
      ++end;
    // Ranks begin + 1 to end: twice their mean is begin + end + 1.
    const auto rank =
        static_cast<std::int64_t>(begin + end + 1) - static_cast<std::int64_t>(values.size() + 1);
    for (std::size_t i = begin; i < end; ++i)
      out[order[i]] = static_cast<std::int32_t>(rank);
    begin = end;
  }
  return out;
}

}  // namespace lexicnn
