/// The decoders of the single formats: each fills `facts` as far as it gets and returns the pixels
/// as stored (before orientation), or throws Error(invalid_image).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "lexicnn/core/error.hpp"
#include "lexicnn/images/decode.hpp"

namespace lexicnn::images {

using Bytes = std::span<const std::byte>;

/// How many pixels an upright image must keep at least where its decoder can shrink it for little
/// work; 0: it is not to be shrunk.
struct LeastSize {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};

/// Any format, upright: what decode_image does, with the facts kept where it throws.
RgbImage decode(Bytes file, ImageFacts& facts, LeastSize least = {});

RgbImage decode_jpeg(Bytes file, ImageFacts& facts, LeastSize least);
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
