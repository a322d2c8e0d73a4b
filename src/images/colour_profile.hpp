/// Embedded ICC profiles: pixels of another colour space become sRGB.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "lexicnn/images/decode.hpp"

namespace lexicnn::images {

/// Converts in place where the profile is one of RGB or grey pixels and not sRGB itself. A profile
/// that cannot be used is passed over: the pixels are still an image.
void to_srgb(RgbImage& image, std::span<const std::byte> profile);

/// The profile of a JPEG, from its APP2 segments in their order; empty where there is none.
class ProfileSegments {
 public:
  /// Offers the data of an APP2 segment.
  void add(std::span<const std::uint8_t> segment);
  [[nodiscard]] std::vector<std::byte> whole() const;

 private:
  std::vector<std::vector<std::byte>> parts_;  // by number, from 1
};

}  // namespace lexicnn::images
