/// The one-sided one-sample law, down to any size.
#pragma once

#include <cstdint>

namespace lexicnn {

/// log P(D+_n >= t / n) for n values and 0 < t < n, from the finite sum of Smirnov and of Birnbaum
/// and Tingey (1951). Relative error of the probability about 1e-13, and of its logarithm 1e-15.
double log_smirnov(std::int64_t n, double t);

}  // namespace lexicnn
