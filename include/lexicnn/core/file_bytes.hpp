/// Whole reads and writes at a place of an open file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// Return 0, or the system's number of what went wrong (EIO where the file ends too early).
LEXICNN_API int write_all(int file, std::uint64_t offset, std::span<const std::byte> bytes);
LEXICNN_API int read_all(int file, std::uint64_t offset, std::span<std::byte> bytes);

}  // namespace lexicnn
