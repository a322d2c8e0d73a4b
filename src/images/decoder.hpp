/// The decoders of the single formats: each fills `facts` as far as it gets and returns the pixels
/// as stored (before orientation), or throws Error(invalid_image).
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "lexicnn/core/error.hpp"
#include "lexicnn/images/decode.hpp"

namespace lexicnn::images {

using Bytes = std::span<const std::byte>;

/// Any format, upright: what decode_image does, with the facts kept where it throws.
RgbImage decode(Bytes file, ImageFacts& facts);

RgbImage decode_jpeg(Bytes file, ImageFacts& facts);
RgbImage decode_bmp(Bytes file, ImageFacts& facts);

/// PNG, WebP, TIFF or GIF, as `facts.format` says.
RgbImage decode_with_vips(Bytes file, ImageFacts& facts);

[[noreturn]] inline void fail_image(const std::string& reason) {
  throw Error(ErrorKind::invalid_image, reason);
}

/// Writes the size into the facts; throws where there is none or it is beyond kMaxPixels.
void set_size(ImageFacts& facts, std::uint64_t width, std::uint64_t height);

/// An image of that size, black.
RgbImage blank_image(const ImageFacts& facts);

}  // namespace lexicnn::images
