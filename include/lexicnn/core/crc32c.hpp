/// CRC-32C: tells bytes that a killed program or a disk has spoilt.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// CRC-32C (Castagnoli) of the bytes; `before` is the value of those that come before them.
LEXICNN_API std::uint32_t crc32c(std::span<const std::byte> bytes,
                                 std::uint32_t before = 0) noexcept;

}  // namespace lexicnn
