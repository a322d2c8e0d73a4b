/// Factorials and binomials as logarithms that stay accurate at any size.
#pragma once

#include <cstdint>

namespace lexicnn {

/// log n! less Stirling's log(sqrt(2 pi n) (n / e)^n), to about 1e-15; n >= 1.
double stirling_error(std::int64_t n);

/// log of the binomial coefficient (n over k), 0 <= k <= n.
double log_binomial(std::int64_t n, std::int64_t k);

}  // namespace lexicnn
