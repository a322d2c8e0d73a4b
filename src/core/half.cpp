#include "lexicnn/core/half.hpp"

#include <bit>
#include <cmath>

namespace lexicnn {

float to_float(Half value) noexcept {
  const std::uint32_t sign = (value.bits & 0x8000U) << 16;
  const std::uint32_t exponent = (value.bits >> 10) & 0x1FU;
  const std::uint32_t fraction = value.bits & 0x3FFU;
  if (exponent == 0x1F) return std::bit_cast<float>(sign | 0x7F800000U | (fraction << 13));
  if (exponent == 0) {
    const float magnitude = static_cast<float>(fraction) * 0x1.0p-24F;
    return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(magnitude));
  }
  return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (fraction << 13));
}

Half to_half(float value) noexcept {
  const auto word = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>((word >> 16) & 0x8000U);
  const std::uint32_t magnitude = word & 0x7FFFFFFFU;
  if (magnitude > 0x7F800000U) return {static_cast<std::uint16_t>(sign | 0x7E00U)};
  if (magnitude >= 0x477FF000U) return {static_cast<std::uint16_t>(sign | 0x7C00U)};
  if (magnitude < 0x38800000U) {
    // Adding 0.5 leaves exactly the 24 - 13 fraction bits of a subnormal half, rounded to even.
    const float shifted = std::bit_cast<float>(magnitude) + 0.5F;
    return {
        static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(shifted) - 0x3F000000U))};
  }
  const std::uint32_t odd = (magnitude >> 13) & 1U;
  return {static_cast<std::uint16_t>(sign | ((magnitude - 0x38000000U + 0xFFFU + odd) >> 13))};
}

std::size_t to_half(std::span<const float> in, std::span<Half> out) noexcept {
  std::size_t overflow = in.size();
  for (std::size_t i = in.size(); i-- > 0;) {
    out[i] = to_half(in[i]);
    if ((out[i].bits & 0x7FFFU) == 0x7C00U && std::isfinite(in[i])) overflow = i;
  }
  return overflow;
}

void to_float(std::span<const Half> in, std::span<float> out) noexcept {
  for (std::size_t i = 0; i < in.size(); ++i)
    out[i] = to_float(in[i]);
}

}  // namespace lexicnn
