/// Values into digits.
#pragma once

#include <cmath>
#include <cstdint>
#include <span>

#include "embed/column_block.hpp"

namespace lexicnn::embed_stage {

/// What turns the values of one feature into digits.
struct DigitRule {
  double mean = 0;
  double std = 0;
  double lower = 0;
  double upper = 0;
};

/// lexicnn's and basic-fne's: strict edges, 0 where the feature has no spread.
struct StrictDigit {
  static std::int8_t of(double x, const DigitRule& rule) {
    const double z = (x - rule.mean) / rule.std;
    const int digit = static_cast<int>(z > rule.upper) - static_cast<int>(z < rule.lower);
    return static_cast<std::int8_t>(rule.std == 0 ? 0 : digit);
  }
};

/// PyTorch's `bucketize` of float32 values as fne 1.5.5 calls it: the lower edge belongs to -1, NaN
/// comes after all numbers.
struct FneDigit {
  static std::int8_t of(double x, const DigitRule& rule) {
    const float z =
        (static_cast<float>(x) - static_cast<float>(rule.mean)) / static_cast<float>(rule.std);
    if (z <= static_cast<float>(rule.lower)) return -1;
    return z <= static_cast<float>(rule.upper) ? std::int8_t{0} : std::int8_t{1};
  }
};

/// Digits of the rows [first, first + count) of a column to out, out + stride, …
template <typename Digit>
void write_digits(const ColumnView& column, const DigitRule& rule, std::uint64_t first,
                  std::uint64_t count, std::int8_t* out, std::uint64_t stride) {
  std::visit(
      [&](const auto values) {
        for (std::uint64_t i = 0; i < count; ++i)
          out[i * stride] = Digit::of(static_cast<double>(values[first + i]), rule);
      },
      column);
}

}  // namespace lexicnn::embed_stage
