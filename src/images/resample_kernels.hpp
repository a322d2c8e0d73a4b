/// The inner loops of resampling: sums of 8-bit samples times fixed-point weights.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "images/resample.hpp"

namespace lexicnn::images {

/// Bits after the point of a weight, as in Pillow.
inline constexpr int kWeightBits = 32 - 8 - 2;

/// One half, so that a sum is rounded when its fraction is cut off.
inline constexpr std::int32_t kHalf = 1 << (kWeightBits - 1);

/// How many bytes behind a row of pixels `filter_row` may read, and behind its output write.
inline constexpr std::size_t kRowPadding = 2;

/// The two loops. All sets of kernels give the same bytes.
struct Kernels {
  /// One row of RGB pixels along itself: out[place] = Σ in[first + i] · weight[i], rounded.
  void (*filter_row)(const std::uint8_t* in, const FilterAxis& columns, std::uint8_t* out);

  /// out[i] = Σ rows[k][i] · weights[k], rounded, for i in [begin, end).
  void (*filter_column)(const std::uint8_t* const* rows, std::span<const std::int32_t> weights,
                        std::size_t begin, std::size_t end, std::uint8_t* out);
};

/// For any processor.
extern const Kernels kPlainKernels;

/// For processors with AVX2; nullptr on other architectures.
extern const Kernels* const kAvx2Kernels;

/// The fastest set that this processor runs.
const Kernels& kernels();

}  // namespace lexicnn::images
