/// Marks of loops that are compiled once for each instruction set; `instruction_set()` says which
/// of them runs.
#pragma once

#include "lexicnn/core/instruction_set.hpp"

#define LEXICNN_INLINE inline __attribute__((always_inline))
#define LEXICNN_AVX2 __attribute__((target("avx2")))
#define LEXICNN_AVX512 __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,popcnt")))
