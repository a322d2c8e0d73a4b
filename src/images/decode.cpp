#include "lexicnn/images/decode.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string_view>

#include "images/decoder.hpp"
#include "images/orientation.hpp"

namespace lexicnn {
namespace images {
namespace {

using namespace std::string_view_literals;

struct Signature {
  std::string_view format;
  std::string_view start;
  std::string_view at_eight;  ///< further bytes at offset 8, or empty
};

constexpr std::array kSignatures{
    Signature{"jpeg", "\xFF\xD8\xFF"sv, ""sv}, Signature{"png", "\x89PNG\r\n\x1A\n"sv, ""sv},
    Signature{"webp", "RIFF"sv, "WEBP"sv},     Signature{"tiff", "II*\0"sv, ""sv},
    Signature{"tiff", "MM\0*"sv, ""sv},        Signature{"tiff", "II+\0"sv, ""sv},
    Signature{"tiff", "MM\0+"sv, ""sv},        Signature{"gif", "GIF87a"sv, ""sv},
    Signature{"gif", "GIF89a"sv, ""sv},        Signature{"bmp", "BM"sv, ""sv},
};

/// The format by the first bytes, whatever the file's name says; empty where none is known.
std::string format_of(Bytes file) {
  const std::string_view head(reinterpret_cast<const char*>(file.data()),
                              std::min<std::size_t>(file.size(), 16));
  for (const Signature& one : kSignatures) {
    if (head.starts_with(one.start) &&
        (one.at_eight.empty() ||
         head.substr(std::min<std::size_t>(8, head.size())).starts_with(one.at_eight))) {
      return std::string(one.format);
    }
  }
  return {};
}

}  // namespace

RgbImage decode(Bytes file, ImageFacts& facts, LeastSize least) {
  facts = {};
  if (file.empty()) fail_image("the file is empty");
  facts.format = format_of(file);
  if (facts.format.empty()) fail_image("the content is no JPEG, PNG, WebP, TIFF, GIF or BMP image");
  RgbImage image = facts.format == "jpeg"  ? decode_jpeg(file, facts, least)
                   : facts.format == "bmp" ? decode_bmp(file, facts)
                                           : decode_with_vips(file, facts);
  return upright(std::move(image), facts.orientation);
}

void set_size(ImageFacts& facts, std::uint64_t width, std::uint64_t height) {
  constexpr std::uint64_t kMaxSide = 0xFFFFFFFF;
  if (width == 0 || height == 0) fail_image("the image has no pixels");
  if (width > kMaxSide || height > kMaxSide || width > kMaxPixels / height) {
    fail_image(fmt::format("{} × {} pixels are more than the {} that are accepted", width, height,
                           kMaxPixels));
  }
  facts.width = static_cast<std::uint32_t>(width);
  facts.height = static_cast<std::uint32_t>(height);
}

RgbImage blank_image(const ImageFacts& facts) {
  const std::size_t bytes = std::size_t{3} * facts.width * facts.height;
  return {facts.width, facts.height, std::vector<std::uint8_t>(bytes)};
}

}  // namespace images

DecodedImage decode_image(std::span<const std::byte> file) {
  DecodedImage out;
  out.image = images::decode(file, out.facts);
  return out;
}

}  // namespace lexicnn
