#include "lexicnn/core/transpose.hpp"

#include <algorithm>

#include "core/intrinsics.hpp"
#include "core/simd.hpp"

namespace lexicnn {
namespace {

/// Tiles of so many rows keep the lines read by one column in the cache for the next columns.
constexpr std::uint64_t kTileRows = 128;

template <typename Word>
void by_words(const RowBlock<Word>& block, Word* out, std::uint64_t out_stride) {
  for (std::uint64_t begin = 0; begin < block.rows; begin += kTileRows) {
    const std::uint64_t end = std::min(block.rows, begin + kTileRows);
    for (std::uint64_t column = 0; column < block.columns; ++column) {
      const Word* from = block.data + column;
      Word* to = out + column * out_stride;
      for (std::uint64_t row = begin; row < end; ++row)
        to[row] = from[row * block.stride];
    }
  }
}

#if defined(__x86_64__)
constexpr std::uint64_t kSquare = 16;

/// Sixteen rows of sixteen words, turned within the registers.
LEXICNN_AVX512 LEXICNN_INLINE void turn_square(const std::uint32_t* from, std::uint64_t stride,
                                               std::uint32_t* to, std::uint64_t to_stride) {
  __m512i a[kSquare];
  __m512i b[kSquare];
  for (std::uint64_t i = 0; i < 16; ++i)
    a[i] = _mm512_loadu_si512(from + i * stride);
  for (std::uint64_t i = 0; i < 16; i += 2) {
    b[i] = _mm512_unpacklo_epi32(a[i], a[i + 1]);
    b[i + 1] = _mm512_unpackhi_epi32(a[i], a[i + 1]);
  }
  for (std::uint64_t i = 0; i < 16; i += 4) {
    a[i] = _mm512_unpacklo_epi64(b[i], b[i + 2]);
    a[i + 1] = _mm512_unpackhi_epi64(b[i], b[i + 2]);
    a[i + 2] = _mm512_unpacklo_epi64(b[i + 1], b[i + 3]);
    a[i + 3] = _mm512_unpackhi_epi64(b[i + 1], b[i + 3]);
  }
  for (std::uint64_t i = 0; i < 4; ++i) {
    b[i] = _mm512_shuffle_i32x4(a[i], a[i + 4], 0x88);
    b[i + 4] = _mm512_shuffle_i32x4(a[i], a[i + 4], 0xDD);
    b[i + 8] = _mm512_shuffle_i32x4(a[i + 8], a[i + 12], 0x88);
    b[i + 12] = _mm512_shuffle_i32x4(a[i + 8], a[i + 12], 0xDD);
  }
  for (std::uint64_t i = 0; i < 8; ++i) {
    _mm512_storeu_si512(to + i * to_stride, _mm512_shuffle_i32x4(b[i], b[i + 8], 0x88));
    _mm512_storeu_si512(to + (i + 8) * to_stride, _mm512_shuffle_i32x4(b[i], b[i + 8], 0xDD));
  }
}

LEXICNN_AVX512 void by_squares(const RowBlock<std::uint32_t>& block, std::uint32_t* out,
                               std::uint64_t out_stride) {
  const std::uint64_t rows = block.rows / kSquare * kSquare;
  const std::uint64_t columns = block.columns / kSquare * kSquare;
  for (std::uint64_t row = 0; row < rows; row += kSquare) {
    for (std::uint64_t column = 0; column < columns; column += kSquare) {
      turn_square(block.data + row * block.stride + column, block.stride,
                  out + column * out_stride + row, out_stride);
    }
  }
  by_words<std::uint32_t>({block.data + columns, rows, block.columns - columns, block.stride},
                          out + columns * out_stride, out_stride);
  by_words<std::uint32_t>(
      {block.data + rows * block.stride, block.rows - rows, block.columns, block.stride},
      out + rows, out_stride);
}
#endif

}  // namespace

void rows_to_columns(const RowBlock<std::uint16_t>& block, std::uint16_t* out,
                     std::uint64_t out_stride) {
  by_words(block, out, out_stride);
}

void rows_to_columns(const RowBlock<std::uint32_t>& block, std::uint32_t* out,
                     std::uint64_t out_stride) {
#if defined(__x86_64__)
  if (instruction_set() == InstructionSet::avx512) return by_squares(block, out, out_stride);
#endif
  by_words(block, out, out_stride);
}

void rows_to_columns(const RowBlock<std::uint64_t>& block, std::uint64_t* out,
                     std::uint64_t out_stride) {
  by_words(block, out, out_stride);
}

}  // namespace lexicnn
