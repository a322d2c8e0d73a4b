/// The false discovery rate of many p-values.
#pragma once

#include <span>
#include <vector>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// log10 of the p-values adjusted by Benjamini and Hochberg (1995): for each p the smallest rate at
/// which it would be among the discoveries, min over j >= i of p_j M / j, where M values stand in
/// ascending order and p is the i-th; at most 1. In the order of the input, equal for equal p.
///
/// `log10_p` in [-inf, 0]. Throws Error(invalid_input) naming the place where one is not.
LEXICNN_API std::vector<double> benjamini_hochberg_log10(std::span<const double> log10_p);

}  // namespace lexicnn
