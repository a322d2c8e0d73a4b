#if defined(__x86_64__)

#include <algorithm>

#include "core/intrinsics.hpp"
#include "core/simd.hpp"
#include "embed/dot_kernel.hpp"

namespace lexicnn::embed_stage {
namespace {

/// Bits of each byte, by a table of four bits (Muła, Kurz and Lemire, "Faster population counts
/// using AVX2 instructions", 2018).
LEXICNN_AVX2 inline __m256i bits_of_bytes(__m256i bytes) {
  const __m256i table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2,
                                         1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
  const __m256i four = _mm256_set1_epi8(0x0F);
  const __m256i low = _mm256_and_si256(bytes, four);
  const __m256i high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), four);
  return _mm256_add_epi8(_mm256_shuffle_epi8(table, low), _mm256_shuffle_epi8(table, high));
}

LEXICNN_AVX2 inline __m256i load(const std::uint64_t* words) {
  return _mm256_load_si256(reinterpret_cast<const __m256i*>(words));
}

LEXICNN_AVX2 inline std::int64_t sum_of_bytes(__m256i sums) {
  return _mm256_extract_epi64(sums, 0) + _mm256_extract_epi64(sums, 1) +
         _mm256_extract_epi64(sums, 2) + _mm256_extract_epi64(sums, 3);
}

LEXICNN_AVX2 std::int64_t dot(const PackedDigits::Line* a, const PackedDigits::Line* b,
                              std::uint64_t lines) {
  // A byte takes the counts of 15 lines: two halves of at most 8 bits each.
  constexpr std::uint64_t kRun = 15;
  const __m256i zero = _mm256_setzero_si256();
  __m256i both = zero;
  __m256i differ = zero;
  for (std::uint64_t begin = 0; begin < lines; begin += kRun) {
    __m256i both_bytes = zero;
    __m256i differ_bytes = zero;
    const std::uint64_t end = std::min(lines, begin + kRun);
    for (std::uint64_t i = begin; i < end; ++i) {
      for (std::size_t half = 0; half < 8; half += 4) {
        const __m256i common =
            _mm256_and_si256(load(&a[i].nonzero[half]), load(&b[i].nonzero[half]));
        const __m256i signs =
            _mm256_xor_si256(load(&a[i].negative[half]), load(&b[i].negative[half]));
        both_bytes = _mm256_add_epi8(both_bytes, bits_of_bytes(common));
        differ_bytes =
            _mm256_add_epi8(differ_bytes, bits_of_bytes(_mm256_and_si256(common, signs)));
      }
    }
    both = _mm256_add_epi64(both, _mm256_sad_epu8(both_bytes, zero));
    differ = _mm256_add_epi64(differ, _mm256_sad_epu8(differ_bytes, zero));
  }
  return sum_of_bytes(both) - 2 * sum_of_bytes(differ);
}

}  // namespace

LEXICNN_AVX2 void dot_avx2(PackedRows queries, PackedRows database, std::uint64_t lines,
                           std::int64_t* out) {
  for (std::uint64_t q = 0; q < queries.rows; ++q) {
    for (std::uint64_t d = 0; d < database.rows; ++d)
      *out++ = dot(queries.lines + q * lines, database.lines + d * lines, lines);
  }
}

}  // namespace lexicnn::embed_stage

#endif
