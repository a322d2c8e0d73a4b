/// Exact quantiles of unsorted values.
#pragma once

#include <span>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// The q-quantile, 0 <= q <= 1, by linear interpolation between order statistics (Hyndman and Fan,
/// "Sample quantiles in statistical packages", 1996, type 7: the default of NumPy, to the bit).
/// NaNs are left out; NaN where nothing remains. Reorders the values.
LEXICNN_API double linear_quantile(std::span<double> values, double q) noexcept;

}  // namespace lexicnn
