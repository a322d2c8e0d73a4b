/// Image files to upright 8-bit RGB pixels.
#pragma once

#include "lexicnn/core/export.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace lexicnn {

/// Upright RGB pixels, rows from the top, three bytes a pixel.
struct RgbImage {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::vector<std::uint8_t> pixels;
};

/// What the file was before it became RGB.
struct ImageFacts {
  std::string format;       ///< "jpeg", "png", "webp", …
  std::string mode;         ///< as stored: "rgb", "grey", "cmyk", "rgba", "palette", "rgb16", …
  std::uint32_t width = 0;  ///< as stored, before orientation; pixels
  std::uint32_t height = 0;
  std::uint8_t orientation = 1;  ///< EXIF, 1 to 8; applied to the pixels
};

struct DecodedImage {
  RgbImage image;
  ImageFacts facts;
};

/// Largest number of pixels accepted (width · height as stored): a decompression bomb is refused.
inline constexpr std::uint64_t kMaxPixels = 178'956'970;

/// Decodes a whole file in memory: JPEG by libjpeg-turbo, the rest by libvips. EXIF orientation is
/// applied, alpha goes over white, grey and CMYK become RGB, 16 bits become 8, of an animation the
/// first frame is taken. Throws Error(invalid_image) with the reason: a truncated or corrupt file
/// is bad. Safe to call from several threads.
LEXICNN_API DecodedImage decode_image(std::span<const std::byte> file);

/// Reads the whole file; throws Error(file_missing).
LEXICNN_API std::vector<std::byte> read_file(const std::filesystem::path& path);

}  // namespace lexicnn
