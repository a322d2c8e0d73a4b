#include <gtest/gtest.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/images/decode.hpp"
#include "lexicnn/images/resize.hpp"

#include "support.hpp"
#include "support/npy.hpp"
#include "support/shared_data.hpp"
#include "support/temp_dir.hpp"

namespace lexicnn {
namespace {

Preprocessing plain(std::uint32_t width, std::uint32_t height) {
  Preprocessing out = load_preprocessing("none");
  out.width = width;
  out.height = height;
  return out;
}

std::vector<float> tensor(const RgbImage& image, const Preprocessing& preprocessing,
                          TensorLayout layout) {
  std::vector<float> out(std::size_t{3} * preprocessing.width * preprocessing.height);
  preprocess(image, preprocessing, layout, out);
  return out;
}

/// The tensor of plain pixels as an image again.
RgbImage as_image(const RgbImage& image, const Preprocessing& preprocessing) {
  RgbImage out{preprocessing.width, preprocessing.height, {}};
  for (const float value : tensor(image, preprocessing, TensorLayout::hwc)) {
    out.pixels.push_back(static_cast<std::uint8_t>(value));
  }
  return out;
}

TEST(Preprocess, LayoutAndChannelOrder) {
  const RgbImage image{2, 1, {10, 20, 30, 40, 50, 60}};
  Preprocessing p = plain(2, 1);
  EXPECT_EQ(tensor(image, p, TensorLayout::chw), (std::vector<float>{10, 40, 20, 50, 30, 60}));
  EXPECT_EQ(tensor(image, p, TensorLayout::hwc), (std::vector<float>{10, 20, 30, 40, 50, 60}));
  p.channels = ChannelOrder::bgr;
  EXPECT_EQ(tensor(image, p, TensorLayout::chw), (std::vector<float>{30, 60, 20, 50, 10, 40}));
  EXPECT_EQ(tensor(image, p, TensorLayout::hwc), (std::vector<float>{30, 20, 10, 60, 50, 40}));
}

TEST(Preprocess, ScaleMeanAndDeviationAreInTheOrderOfTheChannels) {
  const RgbImage image{1, 1, {10, 20, 30}};
  Preprocessing p = plain(1, 1);
  p.channels = ChannelOrder::bgr;
  p.scale = 0.5;
  p.mean = {1, 2, 3};
  p.std = {2, 4, 8};
  EXPECT_EQ(tensor(image, p, TensorLayout::chw), (std::vector<float>{7, 2, 0.25}));
}

TEST(Preprocess, PresetsGiveTheirPublishedValues) {
  const RgbImage image{224, 224, std::vector<std::uint8_t>(std::size_t{3} * 224 * 224, 200)};
  const auto first = [&image](const std::string& name) {
    const auto all = tensor(image, load_preprocessing(name), TensorLayout::hwc);
    return std::vector<float>(all.begin(), all.begin() + 3);
  };
  const auto expect_near = [](const std::vector<float>& got, const std::vector<double>& wanted) {
    for (std::size_t i = 0; i < 3; ++i)
      EXPECT_NEAR(got[i], wanted[i], 1e-6 * std::abs(wanted[i]));
  };
  const double share = 200.0 / 255;
  expect_near(first("imagenet"),
              {(share - 0.485) / 0.229, (share - 0.456) / 0.224, (share - 0.406) / 0.225});
  expect_near(first("tf"), {200 / 127.5 - 1, 200 / 127.5 - 1, 200 / 127.5 - 1});
  expect_near(first("caffe"), {200 - 103.939, 200 - 116.779, 200 - 123.68});
  expect_near(first("lite"), {73.0 / 128, 73.0 / 128, 73.0 / 128});
  expect_near(first("none"), {200, 200, 200});
}

TEST(Preprocess, CropEqualsTorchvisionsResizeAndCenterCrop) {
  if (!test::has_python()) GTEST_SKIP() << "no Python: configure with -DLEXICNN_PYTHON=…";
  const test::TempDir folder;
  const auto number = [](const std::string& text) {
    return static_cast<std::uint32_t>(std::stoul(text));
  };
  for (const auto& one : test::pillow_cases(folder.path(), "crop")) {
    Preprocessing p = plain(one.expected.width, one.expected.height);
    p.resize = ResizeMode::crop;
    p.short_side = number(one.fields[3]);
    p.interpolation = one.fields[2] == "nearest"    ? Interpolation::nearest
                      : one.fields[2] == "bilinear" ? Interpolation::bilinear
                                                    : Interpolation::bicubic;
    const RgbImage input = test::raw_image(one.input, number(one.fields[0]), number(one.fields[1]));
    EXPECT_EQ(test::difference(as_image(input, p), one.expected), "") << one.name;
  }
}

TEST(Preprocess, AnImageOfTheRightSizeIsNotResampled) {
  const RgbImage image = test::noise_image(40, 30, 8);
  Preprocessing p = plain(40, 30);
  EXPECT_EQ(as_image(image, p), image);
  p.resize = ResizeMode::crop;
  EXPECT_EQ(as_image(image, p), image);
}

TEST(Preprocess, AVeryLongImageIsCroppedWithoutBeingUnrolled) {
  // Resized as a whole it would have 256 × 25,600,000 pixels.
  const RgbImage image{1, 100'000, std::vector<std::uint8_t>(300'000, 9)};
  Preprocessing p = load_preprocessing("none");
  p.resize = ResizeMode::crop;
  EXPECT_EQ(as_image(image, p).pixels, std::vector<std::uint8_t>(std::size_t{3} * 224 * 224, 9));
}

TEST(Preprocess, WrongTensorOrImage) {
  std::vector<float> out(5);
  EXPECT_THROW(preprocess(test::noise_image(4, 4, 1), plain(2, 1), TensorLayout::chw, out), Error);
  out.resize(6);
  EXPECT_THROW(preprocess(RgbImage{}, plain(2, 1), TensorLayout::chw, out), Error);
  Preprocessing broken = plain(2, 1);
  broken.std[1] = 0;
  try {
    preprocess(test::noise_image(4, 4, 1), broken, TensorLayout::chw, out);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_option);
    EXPECT_STREQ(error.what(), "std must be above 0, not 0");
  }
}

/// The inputs that other implementations were given for the reference activations.
class GoldenInput : public testing::Test {
 protected:
  void check_input(const char* preset, TensorLayout layout, const char* reference) {
    const auto golden = test::golden_dir();
    const auto data = test::data_dir();
    if (!golden || !data) GTEST_SKIP() << "no reference values or photographs beside the checkout";
    const auto expected = test::read_npy<float>(*golden / reference);
    const std::size_t size = expected.row_size();
    std::vector<float> got(size);
    std::size_t image = 0;
    for (const char* name : {"dalmatian/image_0001.jpg", "grand_piano/image_0001.jpg"}) {
      const auto decoded = decode_image(read_file(*data / "caltech61" / name));
      preprocess(decoded.image, load_preprocessing(preset), layout, got);
      for (std::size_t i = 0; i < size; ++i) {
        ASSERT_EQ(got[i], expected.data[image * size + i]) << name << " value " << i;
      }
      ++image;
    }
    EXPECT_EQ(image, expected.shape[0]);
  }
};

TEST_F(GoldenInput, LiteNchw) {
  check_input("lite", TensorLayout::chw, "lite0_input_nchw.npy");
}
TEST_F(GoldenInput, CaffeNhwc) {
  check_input("caffe", TensorLayout::hwc, "vgg16_input_nhwc.npy");
}

}  // namespace
}  // namespace lexicnn
