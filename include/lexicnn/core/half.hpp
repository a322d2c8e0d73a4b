/// Exact conversion between IEEE binary16 and binary32.
#pragma once

#include <span>

#include "lexicnn/core/array.hpp"
#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// Every half value is a float: exact, NaN and infinity included.
LEXICNN_API float to_float(Half value) noexcept;

/// Nearest half, ties to even; a finite value beyond 65,504 (after rounding) becomes infinity.
LEXICNN_API Half to_half(float value) noexcept;

/// Spans of equal length. The first index whose finite value overflows, or `in.size()`.
LEXICNN_API std::size_t to_half(std::span<const float> in, std::span<Half> out) noexcept;
LEXICNN_API void to_float(std::span<const Half> in, std::span<float> out) noexcept;

}  // namespace lexicnn
