#include "images/orientation.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "images/byte_reader.hpp"

namespace lexicnn::images {
namespace {

/// Source place of the pixel that comes to (row, column) of the upright image is
/// `start` + row · `down` + column · `right`, in pixels.
struct Steps {
  std::ptrdiff_t start;
  std::ptrdiff_t down;
  std::ptrdiff_t right;
};

Steps steps_of(std::uint8_t orientation, std::ptrdiff_t width, std::ptrdiff_t height) {
  const std::ptrdiff_t last_column = width - 1;
  const std::ptrdiff_t last_row = (height - 1) * width;
  switch (orientation) {
    case 2:
      return {last_column, width, -1};
    case 3:
      return {last_row + last_column, -width, -1};
    case 4:
      return {last_row, -width, 1};
    case 5:
      return {0, 1, width};
    case 6:
      return {last_row, 1, -width};
    case 7:
      return {last_row + last_column, -1, -width};
    case 8:
      return {last_column, -1, width};
    default:
      return {0, width, 1};
  }
}

}  // namespace

std::uint8_t exif_orientation(std::span<const std::uint8_t> exif) {
  constexpr std::uint16_t kOrientation = 0x0112;
  constexpr std::uint16_t kShort = 3;
  constexpr std::uint16_t kLong = 4;
  if (exif.size() >= 6 && std::memcmp(exif.data(), "Exif\0\0", 6) == 0) exif = exif.subspan(6);
  if (exif.size() < 8) return 1;
  const ByteReader tiff(exif, exif[0] == 'M');
  const std::uint64_t directory = tiff.u32(4);
  const std::uint64_t entries = tiff.u16(directory);
  for (std::uint64_t i = 0; i < entries; ++i) {
    const std::uint64_t entry = directory + 2 + 12 * i;
    if (tiff.u16(entry) != kOrientation) continue;
    const std::uint16_t type = tiff.u16(entry + 2);
    const std::uint32_t value = type == kShort  ? tiff.u16(entry + 8)
                                : type == kLong ? tiff.u32(entry + 8)
                                                : 1;
    return value >= 1 && value <= 8 ? static_cast<std::uint8_t>(value) : std::uint8_t{1};
  }
  return 1;
}

RgbImage upright(RgbImage image, std::uint8_t orientation) {
  if (orientation < 2 || orientation > 8) return image;
  const Steps steps = steps_of(orientation, image.width, image.height);
  RgbImage out{image.width, image.height, std::vector<std::uint8_t>(image.pixels.size())};
  if (orientation >= 5) std::swap(out.width, out.height);
  std::uint8_t* to = out.pixels.data();
  for (std::ptrdiff_t row = 0; row < out.height; ++row) {
    std::ptrdiff_t from = steps.start + row * steps.down;
    for (std::ptrdiff_t column = 0; column < out.width; ++column, from += steps.right, to += 3) {
      std::memcpy(to, image.pixels.data() + 3 * from, 3);
    }
  }
  return out;
}

}  // namespace lexicnn::images
