#include "lexicnn/core/text.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace lexicnn {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(TextWidth, CountsCodePoints) {
  EXPECT_EQ(text_width(""), 0U);
  EXPECT_EQ(text_width("conv1"), 5U);
  EXPECT_EQ(text_width("Äpfel"), 5U);
}

TEST(KeepEnd, LeavesWhatFits) {
  EXPECT_EQ(keep_end("conv1", 5), "conv1");
  EXPECT_EQ(keep_end("", 0), "");
}

TEST(KeepEnd, CutsOnTheLeft) {
  EXPECT_EQ(keep_end("block5_conv2", 6), "…conv2");
  EXPECT_EQ(keep_end("block5_conv2", 1), "…");
  EXPECT_EQ(keep_end("block5_conv2", 0), "");
}

TEST(KeepEnd, NeverCutsACharacter) {
  EXPECT_EQ(keep_end("aÄbÖc", 3), "…Öc");
  EXPECT_EQ(keep_end("ÄÄÄ", 2), "…Ä");
}

TEST(FixedText, HasItsDecimals) {
  EXPECT_EQ(fixed_text(0.25, 3), "0.250");
  EXPECT_EQ(fixed_text(-1.25, 0), "-1");
  EXPECT_EQ(fixed_text(kNan, 2), "-");
  EXPECT_EQ(fixed_text(-kInfinity, 2), "-inf");
}

TEST(FixedText, KnowsNoNegativeZero) {
  EXPECT_EQ(fixed_text(-0.001, 2), "0.00");
  EXPECT_EQ(fixed_text(-0.0, 0), "0");
  EXPECT_EQ(fixed_text(-0.01, 2), "-0.01");
}

TEST(SignedText, ShowsTheSign) {
  EXPECT_EQ(signed_text(0.98, 2), "+0.98");
  EXPECT_EQ(signed_text(-0.98, 2), "-0.98");
  EXPECT_EQ(signed_text(0.001, 2), "0.00");
  EXPECT_EQ(signed_text(-0.001, 2), "0.00");
  EXPECT_EQ(signed_text(kNan, 2), "-");
}

TEST(ShortText, KeepsThreeDigits) {
  EXPECT_EQ(short_text(0), "0");
  EXPECT_EQ(short_text(0.42345), "0.423");
  EXPECT_EQ(short_text(-12.345), "-12.3");
  EXPECT_EQ(short_text(999.4), "999");
  EXPECT_EQ(short_text(999.6), "1000");
  EXPECT_EQ(short_text(123456.7), "123457");
  EXPECT_EQ(short_text(2.5e9), "2.5e+09");
  EXPECT_EQ(short_text(0.00025), "0.00025");
  EXPECT_EQ(short_text(kNan), "-");
}

TEST(PercentText, DoesNotRoundToNoneOrAll) {
  EXPECT_EQ(percent_text(0), "0 %");
  EXPECT_EQ(percent_text(0.0001), "<1 %");
  EXPECT_EQ(percent_text(0.005), "<1 %");
  EXPECT_EQ(percent_text(0.96), "96 %");
  EXPECT_EQ(percent_text(0.9999), ">99 %");
  EXPECT_EQ(percent_text(1), "100 %");
  EXPECT_EQ(percent_text(kNan), "-");
}

TEST(Counted, AddsThePlural) {
  EXPECT_EQ(counted(1, "image"), "1 image");
  EXPECT_EQ(counted(0, "image"), "0 images");
  EXPECT_EQ(counted(2, "class"), "2 classes");
}

}  // namespace
}  // namespace lexicnn
