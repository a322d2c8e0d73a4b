#include "lexicnn/images/resize.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "lexicnn/core/error.hpp"

#include "support.hpp"
#include "support/temp_dir.hpp"

namespace lexicnn {
namespace {

Interpolation interpolation_named(const std::string& name) {
  return name == "nearest"    ? Interpolation::nearest
         : name == "bilinear" ? Interpolation::bilinear
                              : Interpolation::bicubic;
}

std::uint32_t number(const std::string& text) {
  return static_cast<std::uint32_t>(std::stoul(text));
}

/// Slow and obvious: one axis of a whole image, every weight of every output place, transposed
/// twice.
RgbImage transposed(const RgbImage& in) {
  RgbImage out{in.height, in.width, std::vector<std::uint8_t>(in.pixels.size())};
  for (std::size_t y = 0; y < in.height; ++y) {
    for (std::size_t x = 0; x < in.width; ++x) {
      for (std::size_t band = 0; band < 3; ++band) {
        out.pixels[3 * (x * in.height + y) + band] = in.pixels[3 * (y * in.width + x) + band];
      }
    }
  }
  return out;
}

double kernel(double x, bool cubic) {
  x = std::fabs(x);
  if (!cubic) return x < 1 ? 1 - x : 0;
  if (x < 1) return ((-0.5 + 2.0) * x - (-0.5 + 3.0)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * -0.5 : 0;
}

RgbImage slow_rows(const RgbImage& in, std::uint32_t width, bool cubic) {
  RgbImage out{width, in.height, std::vector<std::uint8_t>(std::size_t{3} * width * in.height)};
  const double scale = static_cast<double>(in.width) / width;
  const double stretch = std::max(1.0, scale);
  const double support = (cubic ? 2 : 1) * stretch;
  for (std::size_t x = 0; x < width; ++x) {
    const double center = (static_cast<double>(x) + 0.5) * scale;
    const int begin = std::max(0, static_cast<int>(center - support + 0.5));
    const int end = std::min(static_cast<int>(in.width), static_cast<int>(center + support + 0.5));
    double sum = 0;
    for (int i = begin; i < end; ++i)
      sum += kernel((i - center + 0.5) * (1.0 / stretch), cubic);
    std::vector<long long> weights(in.width, 0);
    for (int i = begin; i < end; ++i) {
      const double weight = kernel((i - center + 0.5) * (1.0 / stretch), cubic) / sum;
      weights[static_cast<std::size_t>(i)] =
          static_cast<long long>(weight * (1 << 22) + (weight < 0 ? -0.5 : 0.5));
    }
    for (std::size_t y = 0; y < in.height; ++y) {
      for (std::size_t band = 0; band < 3; ++band) {
        long long total = 1 << 21;
        for (std::size_t i = 0; i < in.width; ++i) {
          total += weights[i] * in.pixels[3 * (y * in.width + i) + band];
        }
        out.pixels[3 * (y * width + x) + band] =
            static_cast<std::uint8_t>(std::clamp(total >> 22, 0LL, 255LL));
      }
    }
  }
  return out;
}

RgbImage slow_columns(const RgbImage& in, std::uint32_t height, bool cubic) {
  return transposed(slow_rows(transposed(in), height, cubic));
}

RgbImage slow_resize(const RgbImage& in, std::uint32_t width, std::uint32_t height, bool cubic) {
  const int lost_rows = static_cast<int>(in.height) - static_cast<int>(height);
  const int lost_columns = static_cast<int>(in.width) - static_cast<int>(width);
  if (lost_columns == 0 && lost_rows == 0) return in;
  if (lost_columns == 0) return slow_columns(in, height, cubic);
  if (lost_rows == 0) return slow_rows(in, width, cubic);
  return lost_rows > 0 && lost_rows > 2 * lost_columns
             ? slow_rows(slow_columns(in, height, cubic), width, cubic)
             : slow_columns(slow_rows(in, width, cubic), height, cubic);
}

TEST(Resize, EqualsPillowInEveryPixel) {
  if (!test::has_python()) GTEST_SKIP() << "no Python: configure with -DLEXICNN_PYTHON=…";
  const test::TempDir folder;
  for (const auto& one : test::pillow_cases(folder.path(), "resize")) {
    const RgbImage input = test::raw_image(one.input, number(one.fields[0]), number(one.fields[1]));
    const RgbImage output =
        resize(input, one.expected.width, one.expected.height, interpolation_named(one.fields[2]));
    EXPECT_EQ(test::difference(output, one.expected), "") << one.name;
  }
}

TEST(Resize, EqualsTheSlowReference) {
  const std::pair<std::uint32_t, std::uint32_t> sizes[] = {
      {1, 1}, {2, 1}, {1, 9}, {11, 11}, {12, 7}, {31, 2}, {64, 64}, {97, 5}, {40, 100}};
  std::uint64_t seed = 1;
  for (const auto& [in_width, in_height] : sizes) {
    const RgbImage input = test::noise_image(in_width, in_height, seed++);
    for (const auto& [width, height] : sizes) {
      for (const bool cubic : {false, true}) {
        const RgbImage fast =
            resize(input, width, height, cubic ? Interpolation::bicubic : Interpolation::bilinear);
        EXPECT_EQ(test::difference(fast, slow_resize(input, width, height, cubic)), "")
            << in_width << "x" << in_height << " to " << width << "x" << height;
      }
    }
  }
}

TEST(Resize, SameSizeIsACopy) {
  const RgbImage image = test::noise_image(17, 9, 3);
  for (const auto filter :
       {Interpolation::nearest, Interpolation::bilinear, Interpolation::bicubic}) {
    EXPECT_EQ(resize(image, 17, 9, filter), image);
  }
}

TEST(Resize, ConstantStaysConstant) {
  RgbImage image{50, 20, std::vector<std::uint8_t>(3000, 255)};
  for (const auto filter :
       {Interpolation::nearest, Interpolation::bilinear, Interpolation::bicubic}) {
    const RgbImage out = resize(image, 33, 47, filter);
    EXPECT_EQ(out.pixels, std::vector<std::uint8_t>(std::size_t{3} * 33 * 47, 255));
  }
}

TEST(Resize, OneColumnOfAMillionRowsNeedsNoLargeBuffer) {
  const RgbImage image{1, 1'000'000, std::vector<std::uint8_t>(3'000'000, 77)};
  const RgbImage out = resize(image, 224, 224, Interpolation::bilinear);
  EXPECT_EQ(out.pixels, std::vector<std::uint8_t>(std::size_t{3} * 224 * 224, 77));
}

TEST(Resize, SizesThatCannotBe) {
  const RgbImage image = test::noise_image(4, 4, 1);
  for (const auto& bad : {RgbImage{}, RgbImage{4, 4, {1, 2, 3}}}) {
    EXPECT_THROW(resize(bad, 2, 2, Interpolation::bilinear), Error);
  }
  try {
    resize(image, 0, 2, Interpolation::bilinear);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_input);
    EXPECT_STREQ(error.what(), "resize to 0 × 2 pixels");
  }
}

}  // namespace
}  // namespace lexicnn
