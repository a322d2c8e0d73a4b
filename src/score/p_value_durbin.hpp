/// The two-sided one-sample law where the statistic is small, exactly.
#pragma once

#include <cstdint>

namespace lexicnn {

/// The largest t that `durbin_below` takes.
constexpr double kMostDurbinT = 32;

/// P(D_n < t / n) for n values and 1/2 < t < n, t <= kMostDurbinT: the matrix of Durbin (1968) in
/// the form of Marsaglia, Tsang and Wang (2003). Takes about 2 n t² operations.
double durbin_below(std::int64_t n, double t);

}  // namespace lexicnn
