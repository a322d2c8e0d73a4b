/// Image files to upright 8-bit RGB pixels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "lexicnn/core/export.hpp"
#include "lexicnn/core/fixed_text.hpp"

namespace lexicnn {

/// Upright RGB pixels, rows from the top, three bytes a pixel.
struct RgbImage {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::vector<std::uint8_t> pixels;

  friend bool operator==(const RgbImage&, const RgbImage&) = default;
};

/// What the file was before it became RGB.
struct ImageFacts {
  FixedText<7> format;           ///< "jpeg", "png", "webp", "tiff", "gif" or "bmp"
  FixedText<7> mode;             ///< as stored: "grey", "greya", "rgb", "rgba", "cmyk" or "palette"
                                 ///< (TIFF: "rgb"), with "16" after it for 16 bits
  std::uint32_t width = 0;       ///< as stored, before orientation; pixels
  std::uint32_t height = 0;      ///< the same
  std::uint8_t orientation = 1;  ///< EXIF, 1 to 8; applied to the pixels

  friend bool operator==(const ImageFacts&, const ImageFacts&) = default;
};

struct DecodedImage {
  RgbImage image;
  ImageFacts facts;
};

/// Largest number of pixels accepted (width · height as stored): a decompression bomb is refused.
/// The limit is the one at which Pillow refuses.
inline constexpr std::uint64_t kMaxPixels = 178'956'970;

/// Largest file read, in bytes.
inline constexpr std::uint64_t kMaxFileBytes = std::uint64_t{1} << 31;

/// Decodes a whole file in memory: JPEG by libjpeg-turbo, BMP here, the rest by libvips. EXIF
/// orientation is applied, alpha goes over white, grey and CMYK become RGB, 16 bits become 8, of an
/// animation the first frame is taken, colour profiles are applied (docs/images.md). Throws
/// Error(invalid_image) with the reason, in words that do not depend on other threads: a truncated
/// or corrupt file is bad. Safe to call from several threads.
LEXICNN_API DecodedImage decode_image(std::span<const std::byte> file);

/// Reads the whole file. Throws Error(file_missing) where it cannot be read, is not a regular file
/// or is larger than kMaxFileBytes.
LEXICNN_API std::vector<std::byte> read_file(const std::filesystem::path& path);

}  // namespace lexicnn
