/// Pixels of other kinds to RGB, in the integer arithmetic of Pillow.
#pragma once

#include <cstddef>
#include <cstdint>

namespace lexicnn::images {

/// a · b / 255, rounded to the nearest (there are no ties).
constexpr std::uint8_t scale_255(std::uint32_t a, std::uint32_t b) {
  const std::uint32_t product = a * b + 128;
  return static_cast<std::uint8_t>((product + (product >> 8)) >> 8);
}

/// A value laid over white with that opacity.
constexpr std::uint8_t over_white(std::uint8_t value, std::uint8_t alpha) {
  const std::uint32_t sum = value * std::uint32_t{alpha} + 255U * (255U - alpha) + 128;
  return static_cast<std::uint8_t>((sum + (sum >> 8)) >> 8);
}

/// `count` pixels of 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 bytes (RGB, alpha) to RGB over white.
void to_rgb(const std::uint8_t* in, std::size_t bands, std::size_t count, std::uint8_t* out);

/// `count` pixels of light (255 - ink) of cyan, magenta, yellow and black to RGB: the product of
/// each with black, the naive conversion that Pillow and torchvision use.
void cmyk_light_to_rgb(const std::uint8_t* in, std::size_t count, std::uint8_t* out);

}  // namespace lexicnn::images
