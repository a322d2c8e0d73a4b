/// The two-sided one-sample law where the statistic is small, exactly.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace lexicnn {

/// The largest t that `durbin_below` takes.
constexpr double kMostDurbinT = 32;

/// P(D_n < t / n) for n values and 1/2 < t < n, t <= kMostDurbinT: the matrix of Durbin (1968) in
/// the form of Marsaglia, Tsang and Wang (2003). Takes about 2 n t² operations.
double durbin_below(std::int64_t n, double t);

/// So many sizes n are worked out at once.
constexpr std::size_t kDurbinSizes = 64;

/// P(D_n < t / n) for n = first, first + 1, …; `first` is a multiple of kDurbinSizes. The matrix
/// depends on t only, so that all sizes pass by on the way to the largest. Sizes of at most t mean
/// nothing.
std::array<double, kDurbinSizes> durbin_below_sizes(std::int64_t first, double t);

}  // namespace lexicnn
