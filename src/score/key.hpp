/// Order-preserving integer keys of the element types.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "lexicnn/core/half.hpp"

namespace lexicnn {

/// Keys of IEEE numbers of one width. -0 has the key of +0; keys ascend as the values do: negative
/// numbers are reversed, positive ones get the top bit.
template <typename Word, int kMantissaBits>
struct FloatKey {
  using Bits = Word;
  static constexpr Word kSign = static_cast<Word>(Word{1} << (8 * sizeof(Word) - 1));
  /// Magnitudes from here on are infinities and NaNs.
  static constexpr Word kInfinity =
      static_cast<Word>((static_cast<Word>(~Word{0}) >> (kMantissaBits + 1)) << kMantissaBits);

  static Word load(const std::byte* column, std::size_t row) noexcept {
    Word bits;
    std::memcpy(&bits, column + row * sizeof bits, sizeof bits);
    return bits;
  }
  static constexpr Word magnitude(Word bits) noexcept { return static_cast<Word>(bits & ~kSign); }
  static constexpr Word key(Word bits) noexcept {
    if (bits == kSign) return kSign;
    return static_cast<Word>((bits & kSign) != 0 ? ~bits : bits | kSign);
  }
  static constexpr Word bits(Word key) noexcept {
    return static_cast<Word>((key & kSign) != 0 ? key ^ kSign : ~key);
  }
};

struct HalfKey : FloatKey<std::uint16_t, 10> {
  static double value(Bits key) noexcept { return to_float({bits(key)}); }
};
struct SingleKey : FloatKey<std::uint32_t, 23> {
  static double value(Bits key) noexcept { return std::bit_cast<float>(bits(key)); }
};
struct DoubleKey : FloatKey<std::uint64_t, 52> {
  static double value(Bits key) noexcept { return std::bit_cast<double>(bits(key)); }
};

static_assert(HalfKey::kInfinity == 0x7C00U);
static_assert(SingleKey::kInfinity == 0x7F800000U);
static_assert(DoubleKey::kInfinity == 0x7FF0000000000000U);

}  // namespace lexicnn
