#include "score/column_kernel.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <type_traits>

#include "core/intrinsics.hpp"
#include "core/simd.hpp"
#include "score/key.hpp"

namespace lexicnn {
namespace {

template <typename Key>
LEXICNN_INLINE void look(const std::byte* column, std::size_t rows, ColumnLook<Key>& out) {
  using Bits = typename Key::Bits;
  Bits largest = 0;
  Bits largest_bits = 0;  // over kSign where a value below 0 is there
  std::uint32_t zeros = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    const Bits bits = Key::load(column, row);
    const Bits magnitude = Key::magnitude(bits);
    largest = std::max(largest, magnitude);
    largest_bits = std::max(largest_bits, bits);
    zeros += magnitude == 0 ? 1U : 0U;
  }
  out.largest = largest;
  out.negative = largest_bits > Key::kSign;
  out.zeros = zeros;
}

/// Without a branch: every value is written, and the place moves on only past those that count.
template <typename Key, typename Record>
LEXICNN_INLINE void write(const std::byte* column, std::size_t rows, std::size_t first,
                          bool skip_zeros, Record* records, std::size_t& count) {
  for (std::size_t row = first; row < rows; ++row) {
    const auto bits = Key::load(column, row);
    records[count] = Record::make(Key::key(bits), static_cast<std::uint32_t>(row));
    count += !skip_zeros || Key::magnitude(bits) != 0 ? 1U : 0U;
  }
}

template <typename Key, typename Record>
LEXICNN_INLINE void split(std::span<const Record> records, std::uint32_t* images, double* values,
                          std::size_t& distinct) {
  const std::size_t count = records.size();
  for (std::size_t i = 0; i < count; ++i) {
    images[i] = records[i].image();
    values[i] = Key::value(static_cast<typename Key::Bits>(records[i].key()));
  }
  std::uint32_t changes = count != 0 ? 1 : 0;
  for (std::size_t i = 1; i < count; ++i)
    changes += records[i].key() != records[i - 1].key() ? 1U : 0U;
  distinct = changes;
}

/// One set of the loops for each key and instruction set.
template <typename Key, typename Record>
struct Kernels {
  void (*look)(const std::byte*, std::size_t, ColumnLook<Key>&);
  void (*write)(const std::byte*, std::size_t, bool, Record*, std::size_t&);
  void (*split)(std::span<const Record>, std::uint32_t*, double*, std::size_t&);
};

#define LEXICNN_COLUMN_KERNELS(name, target)                                                       \
  template <typename Key>                                                                          \
  target void look_##name(const std::byte* column, std::size_t rows, ColumnLook<Key>& out) {       \
    look<Key>(column, rows, out);                                                                  \
  }                                                                                                \
  template <typename Key, typename Record>                                                         \
  target void write_##name(const std::byte* column, std::size_t rows, bool skip_zeros,             \
                           Record* records, std::size_t& count) {                                  \
    count = 0;                                                                                     \
    write<Key>(column, rows, 0, skip_zeros, records, count);                                       \
  }                                                                                                \
  template <typename Key, typename Record>                                                         \
  target void split_##name(std::span<const Record> records, std::uint32_t* images, double* values, \
                           std::size_t& distinct) {                                                \
    split<Key, Record>(records, images, values, distinct);                                         \
  }

LEXICNN_COLUMN_KERNELS(baseline, )
#if defined(__x86_64__)
LEXICNN_COLUMN_KERNELS(avx2, LEXICNN_AVX2)
LEXICNN_COLUMN_KERNELS(avx512, LEXICNN_AVX512)

/// For every set of eight lanes, the lanes that are in it, in ascending order.
struct LaneLists {
  alignas(32) std::array<std::array<std::uint32_t, 8>, 256> lanes{};
  constexpr LaneLists() {
    for (std::uint32_t set = 0; set < lanes.size(); ++set) {
      std::size_t count = 0;
      for (std::uint32_t lane = 0; lane < 8; ++lane) {
        if ((set >> lane & 1U) != 0) lanes[set][count++] = lane;
      }
    }
  }
};
constexpr LaneLists kLaneLists;

/// Eight magnitudes.
template <typename Key>
LEXICNN_AVX2 LEXICNN_INLINE __m256i load_eight(const std::byte* at) {
  if constexpr (sizeof(typename Key::Bits) == 2) {
    const __m256i bits =
        _mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at)));
    return _mm256_and_si256(bits, _mm256_set1_epi32(0x7FFF));
  } else {
    return _mm256_and_si256(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at)),
                            _mm256_set1_epi32(0x7FFFFFFF));
  }
}

/// Eight values at a time, the zeros squeezed out in the registers.
template <typename Key>
LEXICNN_AVX2 void write_eights(const std::byte* column, std::size_t rows, bool skip_zeros,
                               NarrowRecord* records, std::size_t& count) {
  count = 0;
  std::size_t row = 0;
  if (skip_zeros) {
    // None is negative: a key is the magnitude under the top bit.
    const __m256i top = _mm256_set1_epi32(static_cast<int>(std::uint32_t{Key::kSign}));
    __m256i image = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    for (; row + 8 <= rows; row += 8) {
      const __m256i values = load_eight<Key>(column + row * sizeof(typename Key::Bits));
      const __m256i zero = _mm256_cmpeq_epi32(values, _mm256_setzero_si256());
      const auto there =
          static_cast<unsigned>(~_mm256_movemask_ps(_mm256_castsi256_ps(zero))) & 0xFFU;
      const __m256i lanes =
          _mm256_load_si256(reinterpret_cast<const __m256i*>(kLaneLists.lanes[there].data()));
      const __m256i keys = _mm256_permutevar8x32_epi32(_mm256_or_si256(values, top), lanes);
      const __m256i images = _mm256_permutevar8x32_epi32(image, lanes);
      const __m256i even = _mm256_unpacklo_epi32(images, keys);  // records 0, 1, 4, 5
      const __m256i odd = _mm256_unpackhi_epi32(images, keys);   // records 2, 3, 6, 7
      auto* to = reinterpret_cast<__m256i*>(records + count);
      _mm256_storeu_si256(to, _mm256_permute2x128_si256(even, odd, 0x20));
      _mm256_storeu_si256(to + 1, _mm256_permute2x128_si256(even, odd, 0x31));
      count += static_cast<std::size_t>(std::popcount(there));
      image = _mm256_add_epi32(image, _mm256_set1_epi32(8));
    }
  }
  write<Key>(column, rows, row, skip_zeros, records, count);
}

LEXICNN_AVX512 LEXICNN_INLINE void put_records(NarrowRecord* to, __m256i keys, __m256i images) {
  const __m512i high = _mm512_slli_epi64(_mm512_cvtepu32_epi64(keys), 32);
  _mm512_storeu_si512(to, _mm512_or_si512(high, _mm512_cvtepu32_epi64(images)));
}

/// Sixteen magnitudes.
template <typename Key>
LEXICNN_AVX512 LEXICNN_INLINE __m512i load_sixteen(const std::byte* at) {
  if constexpr (sizeof(typename Key::Bits) == 2) {
    const __m512i bits =
        _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at)));
    return _mm512_and_si512(bits, _mm512_set1_epi32(0x7FFF));
  } else {
    return _mm512_and_si512(_mm512_loadu_si512(at), _mm512_set1_epi32(0x7FFFFFFF));
  }
}

/// Sixteen values at a time, the zeros squeezed out in the registers. (Squeezing on the way to
/// memory is slow on some processors.)
template <typename Key>
LEXICNN_AVX512 void write_sixteens(const std::byte* column, std::size_t rows, bool skip_zeros,
                                   NarrowRecord* records, std::size_t& count) {
  count = 0;
  std::size_t row = 0;
  if (skip_zeros) {
    // None is negative: a key is the magnitude under the top bit.
    const __m512i top = _mm512_set1_epi32(static_cast<int>(std::uint32_t{Key::kSign}));
    __m512i image = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    for (; row + 16 <= rows; row += 16) {
      const __m512i values = load_sixteen<Key>(column + row * sizeof(typename Key::Bits));
      const __mmask16 there = _mm512_test_epi32_mask(values, values);
      const __m512i keys = _mm512_maskz_compress_epi32(there, _mm512_or_si512(values, top));
      const __m512i images = _mm512_maskz_compress_epi32(there, image);
      put_records(records + count, _mm512_castsi512_si256(keys), _mm512_castsi512_si256(images));
      put_records(records + count + 8, _mm512_extracti64x4_epi64(keys, 1),
                  _mm512_extracti64x4_epi64(images, 1));
      count += static_cast<std::size_t>(std::popcount(static_cast<unsigned>(there)));
      image = _mm512_add_epi32(image, _mm512_set1_epi32(16));
    }
  }
  write<Key>(column, rows, row, skip_zeros, records, count);
}
#endif

template <typename Key, typename Record>
Kernels<Key, Record> choose_kernels() noexcept {
#if defined(__x86_64__)
  if (instruction_set() == InstructionSet::avx512) {
    if constexpr (std::is_same_v<Record, NarrowRecord>) {
      return {look_avx512<Key>, write_sixteens<Key>, split_avx512<Key, Record>};
    } else {
      return {look_avx512<Key>, write_avx512<Key, Record>, split_avx512<Key, Record>};
    }
  }
  if (instruction_set() == InstructionSet::avx2) {
    if constexpr (std::is_same_v<Record, NarrowRecord>) {
      return {look_avx2<Key>, write_eights<Key>, split_avx2<Key, Record>};
    } else {
      return {look_avx2<Key>, write_avx2<Key, Record>, split_avx2<Key, Record>};
    }
  }
#endif
  return {look_baseline<Key>, write_baseline<Key, Record>, split_baseline<Key, Record>};
}

template <typename Key, typename Record>
const Kernels<Key, Record> kKernels = choose_kernels<Key, Record>();

template <typename Key>
using RecordOf = std::conditional_t<sizeof(typename Key::Bits) == 8, WideRecord, NarrowRecord>;

}  // namespace

template <typename Key>
ColumnLook<Key> look_at(const std::byte* column, std::size_t rows) {
  ColumnLook<Key> out;
  kKernels<Key, RecordOf<Key>>.look(column, rows, out);
  return out;
}

template <typename Key, typename Record>
std::size_t write_records(const std::byte* column, std::size_t rows, bool skip_zeros,
                          Record* records) {
  std::size_t count = 0;
  kKernels<Key, Record>.write(column, rows, skip_zeros, records, count);
  return count;
}

template <typename Key, typename Record>
std::size_t split_records(std::span<const Record> records, std::uint32_t* images, double* values) {
  std::size_t distinct = 0;
  kKernels<Key, Record>.split(records, images, values, distinct);
  return distinct;
}

#define LEXICNN_INSTANTIATE(Key, Record)                                                         \
  template ColumnLook<Key> look_at<Key>(const std::byte*, std::size_t);                          \
  template std::size_t write_records<Key, Record>(const std::byte*, std::size_t, bool, Record*); \
  template std::size_t split_records<Key, Record>(std::span<const Record>, std::uint32_t*, double*);

LEXICNN_INSTANTIATE(HalfKey, NarrowRecord)
LEXICNN_INSTANTIATE(SingleKey, NarrowRecord)
LEXICNN_INSTANTIATE(DoubleKey, WideRecord)

#undef LEXICNN_INSTANTIATE
#undef LEXICNN_COLUMN_KERNELS

}  // namespace lexicnn
