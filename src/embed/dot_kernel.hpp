/// Dot products of packed digits by counting bits.
#pragma once

#include <cstdint>

#include "lexicnn/embed/packed.hpp"

namespace lexicnn::embed_stage {

/// A run of packed rows.
struct PackedRows {
  const PackedDigits::Line* lines = nullptr;
  std::uint64_t rows = 0;
};

/// Writes the dot product of query q and database row d, both of `lines` lines, to
/// out[q · database.rows + d]. a · b counts the features where both are not 0, less twice those
/// where their signs differ.
using DotKernel = void (*)(PackedRows queries, PackedRows database, std::uint64_t lines,
                           std::int64_t* out);

void dot_baseline(PackedRows queries, PackedRows database, std::uint64_t lines, std::int64_t* out);
void dot_avx2(PackedRows queries, PackedRows database, std::uint64_t lines, std::int64_t* out);
/// Needs AVX-512 VPOPCNTDQ.
void dot_avx512(PackedRows queries, PackedRows database, std::uint64_t lines, std::int64_t* out);

/// The widest that this processor has and `instruction_set()` allows.
DotKernel dot_kernel() noexcept;

}  // namespace lexicnn::embed_stage
