/// Which vector instructions the library's loops use.
#pragma once

#include <cstdint>
#include <string_view>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// Ascending: each has what those before it have.
enum class InstructionSet : std::uint8_t { baseline, avx2, avx512 };

LEXICNN_API std::string_view to_string(InstructionSet set) noexcept;

/// The widest set of this processor that lexicnn uses, found out once. The environment variable
/// LEXICNN_INSTRUCTION_SET (baseline, avx2, avx512) lowers it. No result depends on it.
LEXICNN_API InstructionSet instruction_set() noexcept;

}  // namespace lexicnn
