/// PNG, WebP, TIFF and GIF by libvips, which gives the samples as stored; they become RGB here.
#include <algorithm>
#include <fmt/format.h>
#include <string_view>

#include "images/byte_reader.hpp"
#include "images/colour_profile.hpp"
#include "images/decoder.hpp"
#include "images/orientation.hpp"
#include "images/pixels.hpp"
#include "images/vips_library.hpp"

namespace lexicnn::images {
namespace {

VipsImagePtr open_image(Bytes file, const std::string& format) {
  // libvips takes the data as not const and does not write to it.
  void* const data = const_cast<std::byte*>(file.data());
  const auto load = format == "png"    ? vips_pngload_buffer
                    : format == "webp" ? vips_webpload_buffer
                    : format == "tiff" ? vips_tiffload_buffer
                                       : vips_gifload_buffer;
  VipsImage* image = nullptr;
  const int status = load(data, file.size(), &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
                          VIPS_FAIL_ON_WARNING, nullptr);
  return VipsImagePtr(status == 0 ? image : nullptr);
}

/// The place of a PNG's end chunk is checked here: libpng is content without one.
bool png_is_whole(Bytes file) {
  const ByteReader bytes({reinterpret_cast<const std::uint8_t*>(file.data()), file.size()}, true);
  constexpr std::uint32_t kEndChunk = 0x49454E44;  // "IEND"
  std::uint64_t at = 8;
  while (at + 12 <= bytes.size()) {
    if (bytes.u32(at + 4) == kEndChunk) return true;
    at += 12 + std::uint64_t{bytes.u32(at)};
  }
  return false;
}

bool has_palette(Bytes file, const std::string& format) {
  constexpr std::size_t kColourType =
      25;  // of a PNG, in the header chunk, which always comes first
  return format == "gif" || (format == "png" && file.size() > kColourType &&
                             std::to_integer<int>(file[kColourType]) == 3);
}

/// What the samples mean; throws where they are nothing that the eye sees as it is.
std::string mode_of(VipsImage& image, bool palette) {
  const VipsBandFormat samples = vips_image_get_format(&image);
  if (samples != VIPS_FORMAT_UCHAR && samples != VIPS_FORMAT_USHORT) {
    fail_image(fmt::format("samples of type '{}' are not read; convert the image to 8 or 16 bits",
                           vips_enum_nick(VIPS_TYPE_BAND_FORMAT, samples)));
  }
  const VipsInterpretation colours = vips_image_get_interpretation(&image);
  const int bands = vips_image_get_bands(&image);
  const bool cmyk = colours == VIPS_INTERPRETATION_CMYK;
  if (colours == VIPS_INTERPRETATION_LAB || colours == VIPS_INTERPRETATION_LABS || bands > 4 ||
      (cmyk && bands != 4)) {
    fail_image(fmt::format("an image of {} channels, colours '{}', is not read; convert it to RGB",
                           bands, vips_enum_nick(VIPS_TYPE_INTERPRETATION, colours)));
  }
  if (palette) return "palette";
  constexpr std::string_view kModes[] = {"grey", "greya", "rgb", "rgba"};
  return fmt::format("{}{}", cmyk ? "cmyk" : kModes[bands - 1],
                     samples == VIPS_FORMAT_USHORT ? "16" : "");
}

std::vector<std::byte> profile_of(VipsImage& image) {
  const void* data = nullptr;
  std::size_t size = 0;
  if (vips_image_get_typeof(&image, VIPS_META_ICC_NAME) == 0 ||
      vips_image_get_blob(&image, VIPS_META_ICC_NAME, &data, &size) != 0) {
    return {};
  }
  const auto* first = static_cast<const std::byte*>(data);
  return {first, first + size};
}

/// All samples, 16 bits cut down to their upper 8.
bool read_samples(VipsImage& image, std::vector<std::uint8_t>& out) {
  VipsImage* cast = nullptr;
  if (vips_cast(&image, &cast, VIPS_FORMAT_UCHAR, "shift", TRUE, nullptr) != 0) return false;
  const VipsImagePtr eight_bits(cast);
  std::size_t size = 0;
  const std::unique_ptr<void, FreeGlib> samples(vips_image_write_to_memory(cast, &size));
  if (!samples) return false;
  const auto* first = static_cast<const std::uint8_t*>(samples.get());
  out.assign(first, first + size);
  return true;
}

RgbImage to_image(std::vector<std::uint8_t>& samples, const ImageFacts& facts) {
  RgbImage image = blank_image(facts);
  const std::size_t count = std::size_t{facts.width} * facts.height;
  if (facts.mode.view().starts_with("cmyk")) {
    for (std::uint8_t& ink : samples)
      ink = static_cast<std::uint8_t>(255 - ink);
    cmyk_light_to_rgb(samples.data(), count, image.pixels.data());
  } else {
    to_rgb(samples.data(), samples.size() / count, count, image.pixels.data());
  }
  return image;
}

}  // namespace

RgbImage decode_with_vips(Bytes file, ImageFacts& facts) {
  const std::string format(facts.format.view());
  std::vector<std::uint8_t> samples;
  std::vector<std::byte> profile;
  const std::string error = vips_error_of([&] {
    const VipsImagePtr image = open_image(file, format);
    if (!image) return false;
    set_size(facts, static_cast<std::uint64_t>(vips_image_get_width(image.get())),
             static_cast<std::uint64_t>(vips_image_get_height(image.get())));
    facts.mode = mode_of(*image, has_palette(file, format));
    const int orientation = vips_image_get_orientation(image.get());
    facts.orientation = static_cast<std::uint8_t>(std::clamp(orientation, 1, 8));
    profile = profile_of(*image);
    return read_samples(*image, samples);
  });
  std::string upper = format;
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return static_cast<char>(c - 'a' + 'A'); });
  if (!error.empty()) fail_image(fmt::format("the {} cannot be decoded: {}", upper, error));
  if (format == "png" && !png_is_whole(file))
    fail_image("the PNG is truncated: it has no end chunk");
  RgbImage rgb = to_image(samples, facts);
  // A profile of CMYK inks would need the inks; they have become RGB already.
  if (!facts.mode.view().starts_with("cmyk")) to_srgb(rgb, profile);
  return rgb;
}

}  // namespace lexicnn::images
