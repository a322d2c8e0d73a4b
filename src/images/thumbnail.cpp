#include "lexicnn/images/thumbnail.hpp"

#include <algorithm>

#include "lexicnn/core/error.hpp"
#include "lexicnn/images/resize.hpp"

#include "images/vips_library.hpp"

namespace lexicnn {
namespace {

constexpr int kQuality = 80;

/// The size with its longer side at most `max_side`, rounded to the nearest, at least 1.
std::uint32_t fitted(std::uint32_t side, std::uint32_t longer, std::uint32_t max_side) {
  if (longer <= max_side) return side;
  const std::uint64_t scaled =
      (2 * std::uint64_t{side} * max_side + longer) / (2 * std::uint64_t{longer});
  return static_cast<std::uint32_t>(std::max<std::uint64_t>(scaled, 1));
}

bool encode_webp(const RgbImage& image, std::string& out) {
  // libvips takes the pixels as not const and does not write to them.
  void* const pixels = const_cast<std::uint8_t*>(image.pixels.data());
  const images::VipsImagePtr source(
      vips_image_new_from_memory(pixels, image.pixels.size(), static_cast<int>(image.width),
                                 static_cast<int>(image.height), 3, VIPS_FORMAT_UCHAR));
  if (!source) return false;
  void* data = nullptr;
  std::size_t size = 0;
  if (vips_webpsave_buffer(source.get(), &data, &size, "Q", kQuality, "strip", TRUE, nullptr) !=
      0) {
    return false;
  }
  const std::unique_ptr<void, images::FreeGlib> owned(data);
  out.assign(static_cast<const char*>(data), size);
  return true;
}

}  // namespace

std::string encode_thumbnail(const RgbImage& image, std::uint32_t max_side) {
  if (max_side == 0) throw Error(ErrorKind::invalid_input, "a thumbnail of 0 pixels");
  const std::uint32_t longer = std::max(image.width, image.height);
  const RgbImage small = resize(image, fitted(image.width, longer, max_side),
                                fitted(image.height, longer, max_side), Interpolation::bilinear);
  std::string out;
  const std::string error = images::vips_error_of([&] { return encode_webp(small, out); });
  if (!error.empty()) throw Error(ErrorKind::engine, "no thumbnail could be encoded: " + error);
  return out;
}

}  // namespace lexicnn
