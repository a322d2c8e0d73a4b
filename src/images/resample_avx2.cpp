/// The loops of resampling for processors with AVX2, chosen at run time: the file is compiled for
/// any.
#include "images/resample_kernels.hpp"

#if defined(__x86_64__)
#include <cstring>
#include <immintrin.h>

#define LEXICNN_AVX2 __attribute__((target("avx2")))

namespace lexicnn::images {
namespace {

LEXICNN_AVX2 inline __m128i load_8_bytes(const void* from) {
  return _mm_loadl_epi64(static_cast<const __m128i*>(from));
}

/// Two pixels at a time: 8 sums, of which the fourth and the eighth are not used. The load goes 2
/// bytes beyond the second pixel.
LEXICNN_AVX2 void filter_row(const std::uint8_t* in, const FilterAxis& columns, std::uint8_t* out) {
  const __m128i to_quads = _mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, -1, -1, -1, -1, -1, -1, -1, -1);
  const __m256i first_and_second = _mm256_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1);
  const std::uint32_t size = columns.size();
  for (std::uint32_t place = 0; place < size; ++place, out += 3) {
    const std::uint8_t* pixel = in + std::size_t{3} * columns.first(place);
    const std::span<const std::int32_t> weights = columns.weights(place);
    const std::int32_t* weight = weights.data();
    __m256i sums = _mm256_setzero_si256();
    std::size_t left = weights.size();
    for (; left >= 2; left -= 2, weight += 2, pixel += 6) {
      const __m256i samples = _mm256_cvtepu8_epi32(_mm_shuffle_epi8(load_8_bytes(pixel), to_quads));
      const __m256i factors = _mm256_permutevar8x32_epi32(
          _mm256_castsi128_si256(load_8_bytes(weight)), first_and_second);
      sums = _mm256_add_epi32(sums, _mm256_mullo_epi32(samples, factors));
    }
    __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    if (left == 1) {
      const __m128i samples = _mm_setr_epi32(pixel[0], pixel[1], pixel[2], 0);
      sum = _mm_add_epi32(sum, _mm_mullo_epi32(samples, _mm_set1_epi32(*weight)));
    }
    sum = _mm_srai_epi32(_mm_add_epi32(sum, _mm_set1_epi32(kHalf)), kWeightBits);
    const __m128i shorts = _mm_packs_epi32(sum, sum);
    const int four = _mm_cvtsi128_si32(_mm_packus_epi16(shorts, shorts));
    std::memcpy(out, &four, sizeof four);
  }
}

/// Blocks of 32 samples; what is left at the end of the row is done plainly.
LEXICNN_AVX2 void filter_column(const std::uint8_t* const* rows,
                                std::span<const std::int32_t> weights, std::size_t begin,
                                std::size_t end, std::uint8_t* out) {
  // Packing works in the halves of a register, so the quarters come out in this order.
  const __m256i in_order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  constexpr std::size_t kBlock = 32;
  std::size_t at = begin;
  for (; at + kBlock <= end; at += kBlock) {
    __m256i sums[4];
    for (__m256i& sum : sums)
      sum = _mm256_set1_epi32(kHalf);
    for (std::size_t k = 0; k < weights.size(); ++k) {
      const __m256i factor = _mm256_set1_epi32(weights[k]);
      for (std::size_t i = 0; i < 4; ++i) {
        const __m256i samples = _mm256_cvtepu8_epi32(load_8_bytes(rows[k] + at + 8 * i));
        sums[i] = _mm256_add_epi32(sums[i], _mm256_mullo_epi32(samples, factor));
      }
    }
    for (__m256i& sum : sums)
      sum = _mm256_srai_epi32(sum, kWeightBits);
    const __m256i packed = _mm256_packus_epi16(_mm256_packs_epi32(sums[0], sums[1]),
                                               _mm256_packs_epi32(sums[2], sums[3]));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + at),
                        _mm256_permutevar8x32_epi32(packed, in_order));
  }
  kPlainKernels.filter_column(rows, weights, at, end, out);
}

constexpr Kernels kKernels{filter_row, filter_column};

}  // namespace

const Kernels* const kAvx2Kernels = &kKernels;

}  // namespace lexicnn::images

#else

namespace lexicnn::images {
const Kernels* const kAvx2Kernels = nullptr;
}  // namespace lexicnn::images

#endif
