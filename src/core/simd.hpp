/// Marks of loops that are compiled once for each instruction set; `instruction_set()` says which
/// of them runs.
#pragma once

#include <cstddef>

#include "lexicnn/core/instruction_set.hpp"

#define LEXICNN_INLINE inline __attribute__((always_inline))
#define LEXICNN_AVX2 __attribute__((target("avx2")))
#define LEXICNN_AVX512 __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,popcnt")))

namespace lexicnn {

/// The compiler's generic vectors: eight lanes on every processor, so that sums are taken in the
/// same order on all.
constexpr std::size_t kLanes = 8;
using Doubles = double __attribute__((vector_size(kLanes * sizeof(double))));

}  // namespace lexicnn
