/// Small image files of every format, made by libvips (bitmaps here).
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>
#include <vips/vips.h>

#include "lexicnn/core/random.hpp"

namespace lexicnn::test {

struct EncodedImage {
  std::string ending;
  std::string bytes;
};

/// Smooth colours with some noise: files of it hold more than one kind of block.
inline std::vector<std::uint8_t> sample_pixels(std::uint32_t width, std::uint32_t height,
                                               std::uint32_t bands, std::uint64_t seed) {
  RandomStream stream(seed, 0);
  std::vector<std::uint8_t> pixels;
  for (std::uint32_t i = 0; i < width * height * bands; ++i)
    pixels.push_back(static_cast<std::uint8_t>(i / bands % 200 + stream.below(40)));
  return pixels;
}

/// `options` is libvips' ending with its options, e.g. ".jpg[Q=80]".
inline std::string encode(const std::vector<std::uint8_t>& pixels, std::uint32_t width,
                          std::uint32_t height, std::uint32_t bands, const char* options) {
  if (VIPS_INIT("lexicnn-test") != 0) throw std::runtime_error("libvips does not start");
  VipsImage* image = vips_image_new_from_memory_copy(
      pixels.data(), pixels.size(), static_cast<int>(width), static_cast<int>(height),
      static_cast<int>(bands), VIPS_FORMAT_UCHAR);
  void* data = nullptr;
  std::size_t size = 0;
  const int status =
      image == nullptr ? -1 : vips_image_write_to_buffer(image, options, &data, &size, nullptr);
  if (image != nullptr) g_object_unref(image);
  if (status != 0) throw std::runtime_error(std::string(options) + ": " + vips_error_buffer());
  std::string bytes(static_cast<const char*>(data), size);
  g_free(data);
  return bytes;
}

/// An uncompressed 24-bit bitmap.
inline std::string encode_bitmap(const std::vector<std::uint8_t>& pixels, std::uint32_t width,
                                 std::uint32_t height) {
  std::string bytes("BM", 2);
  const auto put = [&bytes](std::uint32_t value, int size) {
    for (int i = 0; i < size; ++i)
      bytes += static_cast<char>(value >> (8 * i));
  };
  const std::uint32_t padding = (4 - width * 3 % 4) % 4;
  put(54 + (width * 3 + padding) * height, 4);
  put(0, 4);
  put(54, 4);
  put(40, 4);
  put(width, 4);
  put(height, 4);
  put(1, 2);
  put(24, 2);
  for (int i = 0; i < 6; ++i)
    put(0, 4);
  for (std::uint32_t row = 0; row < height; ++row) {
    for (std::uint32_t i = 0; i < width * 3; ++i)
      bytes += static_cast<char>(pixels[row * width * 3 + i]);
    bytes.append(padding, '\0');
  }
  return bytes;
}

/// One of each kind that decoders tell apart.
inline std::vector<EncodedImage> encoded_images() {
  constexpr std::uint32_t kWidth = 23;
  constexpr std::uint32_t kHeight = 17;
  std::vector<EncodedImage> out;
  const auto add = [&out](const char* ending, std::uint32_t bands, const char* options) {
    out.push_back({ending, encode(sample_pixels(kWidth, kHeight, bands, out.size()), kWidth,
                                  kHeight, bands, options)});
  };
  add(".jpg", 3, ".jpg[Q=80]");
  add(".jpg", 3, ".jpg[interlace,optimize_coding]");
  add(".jpg", 1, ".jpg");
  add(".jpg", 4, ".jpg");
  add(".jpg", 3, ".jpg[profile=p3]");
  add(".png", 3, ".png[profile=p3]");
  add(".png", 3, ".png");
  add(".png", 4, ".png[interlace]");
  add(".png", 3, ".png[palette]");
  add(".webp", 3, ".webp");
  add(".webp", 4, ".webp[lossless]");
  add(".tif", 3, ".tif");
  add(".tif", 4, ".tif[compression=lzw]");
  add(".tif", 1, ".tif[compression=deflate,tile,tile-width=16,tile-height=16]");
  add(".gif", 3, ".gif");
  out.push_back({".bmp", encode_bitmap(sample_pixels(kWidth, kHeight, 3, 99), kWidth, kHeight)});
  return out;
}

}  // namespace lexicnn::test
