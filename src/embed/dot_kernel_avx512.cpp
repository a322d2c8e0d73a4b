#if defined(__x86_64__)

#include "core/intrinsics.hpp"
#include "embed/dot_kernel.hpp"

#define LEXICNN_VPOPCNT \
  __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx512vpopcntdq,popcnt")))

namespace lexicnn::embed_stage {
namespace {

/// Queries and database rows that are taken together: 16 counts fill half of the registers, and
/// each line that is loaded serves several.
constexpr std::uint64_t kQueries = 4;
constexpr std::uint64_t kRows = 2;

/// a & (b ^ c), as the truth table of _mm512_ternarylogic_epi64.
constexpr int kAndXor = 0x60;

LEXICNN_VPOPCNT inline __m512i load(const std::array<std::uint64_t, 8>& words) {
  return _mm512_load_si512(words.data());
}

/// Adds neighbours: lanes 0, 2, 4, 6 of the result come from `a`, the others from `b`.
LEXICNN_VPOPCNT inline __m512i fold_lanes(__m512i a, __m512i b) {
  return _mm512_add_epi64(_mm512_unpacklo_epi64(a, b), _mm512_unpackhi_epi64(a, b));
}

/// Adds neighbouring quarters: the lower half of the result comes from `a`, the upper from `b`.
LEXICNN_VPOPCNT inline __m512i fold_quarters(__m512i a, __m512i b) {
  return _mm512_add_epi64(_mm512_shuffle_i64x2(a, b, 0x88), _mm512_shuffle_i64x2(a, b, 0xDD));
}

/// The sums of eight registers' lanes, in their order.
LEXICNN_VPOPCNT inline __m512i sums_of(const __m512i (&each)[kQueries * kRows]) {
  const __m512i a = fold_quarters(fold_lanes(each[0], each[1]), fold_lanes(each[2], each[3]));
  const __m512i b = fold_quarters(fold_lanes(each[4], each[5]), fold_lanes(each[6], each[7]));
  return fold_quarters(a, b);
}

/// Dot products of kQueries queries with kRows rows, to out[q · stride + d].
LEXICNN_VPOPCNT void dot_tile(const PackedDigits::Line* queries, const PackedDigits::Line* rows,
                              std::uint64_t lines, std::int64_t* out, std::uint64_t stride) {
  __m512i both[kQueries * kRows];
  __m512i differ[kQueries * kRows];
#pragma GCC unroll 8
  for (std::size_t i = 0; i < kQueries * kRows; ++i)
    both[i] = differ[i] = _mm512_setzero_si512();
  for (std::uint64_t i = 0; i < lines; ++i) {
    __m512i nonzero[kRows];
    __m512i negative[kRows];
#pragma GCC unroll 2
    for (std::size_t d = 0; d < kRows; ++d) {
      nonzero[d] = load(rows[d * lines + i].nonzero);
      negative[d] = load(rows[d * lines + i].negative);
    }
#pragma GCC unroll 4
    for (std::size_t q = 0; q < kQueries; ++q) {
      const __m512i query_nonzero = load(queries[q * lines + i].nonzero);
      const __m512i query_negative = load(queries[q * lines + i].negative);
#pragma GCC unroll 2
      for (std::size_t d = 0; d < kRows; ++d) {
        const std::size_t at = q * kRows + d;
        const __m512i common = _mm512_and_si512(query_nonzero, nonzero[d]);
        const __m512i opposed =
            _mm512_ternarylogic_epi64(common, query_negative, negative[d], kAndXor);
        both[at] = _mm512_add_epi64(both[at], _mm512_popcnt_epi64(common));
        differ[at] = _mm512_add_epi64(differ[at], _mm512_popcnt_epi64(opposed));
      }
    }
  }
#pragma GCC unroll 8
  for (std::size_t i = 0; i < kQueries * kRows; ++i)
    both[i] = _mm512_sub_epi64(both[i], _mm512_add_epi64(differ[i], differ[i]));
  alignas(64) std::int64_t dots[kQueries * kRows];
  _mm512_store_si512(dots, sums_of(both));
  for (std::size_t q = 0; q < kQueries; ++q) {
    for (std::size_t d = 0; d < kRows; ++d)
      out[q * stride + d] = dots[q * kRows + d];
  }
}

LEXICNN_VPOPCNT std::int64_t dot_one(const PackedDigits::Line* a, const PackedDigits::Line* b,
                                     std::uint64_t lines) {
  __m512i both = _mm512_setzero_si512();
  __m512i differ = _mm512_setzero_si512();
  for (std::uint64_t i = 0; i < lines; ++i) {
    const __m512i common = _mm512_and_si512(load(a[i].nonzero), load(b[i].nonzero));
    const __m512i opposed =
        _mm512_ternarylogic_epi64(common, load(a[i].negative), load(b[i].negative), kAndXor);
    both = _mm512_add_epi64(both, _mm512_popcnt_epi64(common));
    differ = _mm512_add_epi64(differ, _mm512_popcnt_epi64(opposed));
  }
  return _mm512_reduce_add_epi64(both) - 2 * _mm512_reduce_add_epi64(differ);
}

}  // namespace

LEXICNN_VPOPCNT void dot_avx512(PackedRows queries, PackedRows database, std::uint64_t lines,
                                std::int64_t* out) {
  const std::uint64_t whole_queries = queries.rows / kQueries * kQueries;
  const std::uint64_t whole_rows = database.rows / kRows * kRows;
  for (std::uint64_t q = 0; q < whole_queries; q += kQueries) {
    for (std::uint64_t d = 0; d < whole_rows; d += kRows) {
      dot_tile(queries.lines + q * lines, database.lines + d * lines, lines,
               out + q * database.rows + d, database.rows);
    }
  }
  for (std::uint64_t q = 0; q < queries.rows; ++q) {
    for (std::uint64_t d = q < whole_queries ? whole_rows : 0; d < database.rows; ++d) {
      out[q * database.rows + d] =
          dot_one(queries.lines + q * lines, database.lines + d * lines, lines);
    }
  }
}

}  // namespace lexicnn::embed_stage

#endif
