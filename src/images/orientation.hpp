/// EXIF orientation: found in a file's metadata, and applied.
#pragma once

#include <cstdint>
#include <span>

#include "lexicnn/images/decode.hpp"

namespace lexicnn::images {

/// The orientation (1 to 8) in an EXIF block, which begins with a TIFF header or with "Exif\0\0"
/// before one; 1 where there is none or it is broken.
std::uint8_t exif_orientation(std::span<const std::uint8_t> exif);

/// Turns and mirrors the pixels so that the image stands upright.
RgbImage upright(RgbImage image, std::uint8_t orientation);

}  // namespace lexicnn::images
