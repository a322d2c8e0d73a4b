/// Rows into columns, at the speed of the memory.
#pragma once

#include <cstddef>
#include <cstdint>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// A block of a row-major matrix: element (i, j) lies at data + i · stride + j.
template <typename T>
struct RowBlock {
  const T* data = nullptr;
  std::uint64_t rows = 0;
  std::uint64_t columns = 0;
  std::uint64_t stride = 0;  ///< elements from one row to the next
};

/// Copies the block to columns: element (i, j) to out + j · out_stride + i. `out` must not overlap
/// it. Words of 2, 4 and 8 bytes, whatever they mean.
LEXICNN_API void rows_to_columns(const RowBlock<std::uint16_t>& block, std::uint16_t* out,
                                 std::uint64_t out_stride);
LEXICNN_API void rows_to_columns(const RowBlock<std::uint32_t>& block, std::uint32_t* out,
                                 std::uint64_t out_stride);
LEXICNN_API void rows_to_columns(const RowBlock<std::uint64_t>& block, std::uint64_t* out,
                                 std::uint64_t out_stride);

}  // namespace lexicnn
