#include "images/colour_profile.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "images/vips_library.hpp"

namespace lexicnn::images {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kHeader = 128;  // bytes of a profile's header
constexpr std::size_t kSpaceAt = 16;  // of the header: the space of the pixels

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Whether the profile calls itself sRGB, in either encoding of its description. Nothing else of
/// a profile is text.
bool is_srgb(std::span<const std::byte> profile) {
  const std::string_view text = text_of(profile);
  return text.find("sRGB"sv) != std::string_view::npos ||
         text.find("s\0R\0G\0B"sv) != std::string_view::npos;
}

VipsImagePtr image_of(const std::vector<std::uint8_t>& samples, const RgbImage& image, int bands) {
  return VipsImagePtr(
      vips_image_new_from_memory(samples.data(), samples.size(), static_cast<int>(image.width),
                                 static_cast<int>(image.height), bands, VIPS_FORMAT_UCHAR));
}

/// Writes the converted pixels to `out`; false where the profile cannot be used.
bool convert(const RgbImage& image, const std::vector<std::uint8_t>& samples, int bands,
             std::span<const std::byte> profile, std::vector<std::uint8_t>& out) {
  const VipsImagePtr pixels = image_of(samples, image, bands);
  if (!pixels) return false;
  vips_image_set_blob_copy(pixels.get(), VIPS_META_ICC_NAME, profile.data(), profile.size());
  pixels->Type = bands == 1 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB;
  VipsImage* made = nullptr;
  if (vips_icc_transform(pixels.get(), &made, "srgb", "embedded", TRUE, "intent",
                         VIPS_INTENT_RELATIVE, nullptr) != 0) {
    return false;
  }
  const VipsImagePtr converted(made);
  std::size_t size = 0;
  const std::unique_ptr<void, FreeGlib> bytes(vips_image_write_to_memory(made, &size));
  if (!bytes || size != image.pixels.size()) return false;
  const auto* first = static_cast<const std::uint8_t*>(bytes.get());
  out.assign(first, first + size);
  return true;
}

std::vector<std::uint8_t> first_channel(const RgbImage& image) {
  std::vector<std::uint8_t> out(image.pixels.size() / 3);
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = image.pixels[3 * i];
  return out;
}

}  // namespace

void to_srgb(RgbImage& image, std::span<const std::byte> profile) {
  if (profile.size() < kHeader || is_srgb(profile)) return;
  const std::string_view space = text_of(profile).substr(kSpaceAt, 4);
  std::vector<std::uint8_t> out;
  std::string error;
  if (space == "RGB ") {
    error = vips_error_of([&] { return convert(image, image.pixels, 3, profile, out); });
  } else if (space == "GRAY") {
    const std::vector<std::uint8_t> grey = first_channel(image);
    error = vips_error_of([&] { return convert(image, grey, 1, profile, out); });
  } else {
    return;
  }
  if (error.empty()) image.pixels = std::move(out);
}

void ProfileSegments::add(std::span<const std::uint8_t> segment) {
  constexpr std::string_view kMark = "ICC_PROFILE\0"sv;
  constexpr std::size_t kHead = kMark.size() + 2;  // then the part's number, and how many there are
  if (segment.size() < kHead || std::memcmp(segment.data(), kMark.data(), kMark.size()) != 0)
    return;
  const std::size_t number = segment[kMark.size()];
  if (number == 0) return;
  parts_.resize(std::max(parts_.size(), number));
  const auto data = std::as_bytes(segment.subspan(kHead));
  parts_[number - 1].assign(data.begin(), data.end());
}

std::vector<std::byte> ProfileSegments::whole() const {
  std::vector<std::byte> out;
  for (const std::vector<std::byte>& part : parts_) {
    if (part.empty()) return {};
    out.insert(out.end(), part.begin(), part.end());
  }
  return out;
}

}  // namespace lexicnn::images
