/// Digits into bit planes and back, and the planes as bytes of a file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lexicnn/embed/packed.hpp"

namespace lexicnn {

class PackedCodec {
 public:
  using Line = PackedDigits::Line;

  /// Bytes of one row in a file.
  static std::uint64_t row_bytes(std::uint64_t features) noexcept;

  /// One row of digits to its lines, which are 0; the count of those that are not 0. Throws
  /// Error(invalid_input).
  static std::uint64_t pack(std::span<const std::int8_t> digits, Line* lines);

  /// A row's planes one after the other, each of whole bytes, the lowest bit first.
  static void to_bytes(const Line* lines, std::uint64_t features, std::byte* out);

  /// Appends rows in that form. False where bits are set that no digit has.
  static bool append_bytes(PackedDigits& digits, std::span<const std::byte> rows);
};

}  // namespace lexicnn
