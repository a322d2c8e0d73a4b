/// Means and standard deviations, in the orders of summation that the embeddings are defined by.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "embed/column_block.hpp"

namespace lexicnn::embed_stage {

struct Moments {
  double mean = 0;
  double std = 0;
  bool constant = false;  ///< one value in all rows
};

/// Columns whose sums run side by side.
inline constexpr std::size_t kSideBySide = 8;

/// Mean and population standard deviation of up to kSideBySide columns of one length, at least 1:
/// each sum runs down the rows one by one, as NumPy's over axis 0 of a matrix in C order does.
/// `scratch` is for reuse.
std::array<Moments, kSideBySide> numpy_moments(std::span<const ColumnView> columns,
                                               std::vector<double>& scratch);

/// PyTorch's `mean(x, 0)` and `std(x, 0)` of float32 values: the mean by its four levels of partial
/// sums in float32 (aten/src/ATen/native/cpu/SumKernel.cpp, multi_row_sum), the sample deviation by
/// Welford's updates in float64 (SharedReduceOps.h). Values beyond float32 become infinite. NaN
/// deviation where there is one row.
Moments torch_moments(const ColumnView& column);

}  // namespace lexicnn::embed_stage
