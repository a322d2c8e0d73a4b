/// Colour profiles and shrinking decoders, against Pillow.
#include <algorithm>
#include <cstdlib>
#include <gtest/gtest.h>

#include "lexicnn/images/decode.hpp"
#include "lexicnn/images/prepare.hpp"

#include "support.hpp"
#include "support/temp_dir.hpp"

namespace lexicnn {
namespace {

int largest_difference(const RgbImage& a, const RgbImage& b) {
  if (a.width != b.width || a.height != b.height) return 256;
  int largest = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i)
    largest = std::max(largest, std::abs(int{a.pixels[i]} - int{b.pixels[i]}));
  return largest;
}

TEST(ColourProfile, PixelsBecomeSrgb) {
  if (!test::has_python()) GTEST_SKIP() << "no Python: configure with -DLEXICNN_PYTHON=…";
  const test::TempDir folder;
  const auto cases = test::pillow_cases(folder.path(), "profile");
  ASSERT_GT(cases.size(), 10U);
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    DecodedImage decoded;
    ASSERT_NO_THROW(decoded = decode_image(read_file(one.input)));
    if (one.fields[0] == "any") continue;
    EXPECT_LE(largest_difference(decoded.image, one.expected), std::stoi(one.fields[0]));
  }
}

TEST(FastResize, IsPillowsDraftModeAndThenTheResize) {
  if (!test::has_python()) GTEST_SKIP() << "no Python: configure with -DLEXICNN_PYTHON=…";
  const test::TempDir folder;
  Preprocessing preprocessing = load_preprocessing("none");
  preprocessing.height = 200;
  preprocessing.width = 224;
  std::vector<float> exact(3 * 200 * 224);
  std::vector<float> fast(exact.size());
  int differ = 0;
  for (const auto& one : test::pillow_cases(folder.path(), "fast")) {
    SCOPED_TRACE(one.name);
    preprocessing.fast_resize = false;
    const ImageRecord record = prepare_image(one.input, preprocessing, TensorLayout::hwc, exact);
    preprocessing.fast_resize = true;
    EXPECT_EQ(prepare_image(one.input, preprocessing, TensorLayout::hwc, fast), record);
    EXPECT_TRUE(std::equal(fast.begin(), fast.end(), one.expected.pixels.begin()));
    if (fast != exact) ++differ;
  }
  EXPECT_GE(differ, 6);
}

TEST(FastResize, IsWrittenDownWhereItIsOn) {
  Preprocessing preprocessing;
  EXPECT_EQ(to_dict(preprocessing).find("fast_resize"), nullptr);
  preprocessing.fast_resize = true;
  EXPECT_TRUE(to_dict(preprocessing).get<bool>("fast_resize"));
}

}  // namespace
}  // namespace lexicnn
