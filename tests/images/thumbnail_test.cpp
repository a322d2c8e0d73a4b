#include "lexicnn/images/thumbnail.hpp"

#include <cstdlib>
#include <gtest/gtest.h>

#include "lexicnn/core/error.hpp"

#include "support.hpp"

namespace lexicnn {
namespace {

DecodedImage back(const std::string& webp) {
  return decode_image(test::bytes_of(webp));
}

TEST(Thumbnail, FitsItsLongerSide) {
  const auto size = [](std::uint32_t width, std::uint32_t height, std::uint32_t side) {
    const RgbImage image = back(encode_thumbnail(test::noise_image(width, height, 2), side)).image;
    return std::pair(image.width, image.height);
  };
  EXPECT_EQ(size(300, 200, 96), std::pair(96U, 64U));
  EXPECT_EQ(size(200, 301, 96), std::pair(64U, 96U));
  EXPECT_EQ(size(50, 40, 96), std::pair(50U, 40U));
  EXPECT_EQ(size(2000, 1, 10), std::pair(10U, 1U));
  EXPECT_EQ(size(3, 3, 1), std::pair(1U, 1U));
}

TEST(Thumbnail, IsAWebpFileThatLooksLikeTheImage) {
  const RgbImage image{64, 64, std::vector<std::uint8_t>(std::size_t{3} * 64 * 64, 180)};
  const DecodedImage decoded = back(encode_thumbnail(image, 32));
  EXPECT_EQ(decoded.facts.format, "webp");
  for (const std::uint8_t value : decoded.image.pixels)
    ASSERT_NEAR(value, 180, 3);
}

TEST(Thumbnail, SameImageSameBytes) {
  const RgbImage image = test::noise_image(120, 90, 4);
  EXPECT_EQ(encode_thumbnail(image, 60), encode_thumbnail(image, 60));
}

TEST(Thumbnail, NothingToShow) {
  EXPECT_THROW(encode_thumbnail(RgbImage{}, 32), Error);
  EXPECT_THROW(encode_thumbnail(test::noise_image(2, 2, 1), 0), Error);
}

}  // namespace
}  // namespace lexicnn
