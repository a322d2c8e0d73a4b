#include "lexicnn/core/half.hpp"

#include <bit>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

namespace lexicnn {
namespace {

TEST(Half, EveryHalfSurvivesTheWayThroughFloat) {
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const Half half{static_cast<std::uint16_t>(bits)};
    const float value = to_float(half);
    if (std::isnan(value)) {
      EXPECT_TRUE(std::isnan(to_float(to_half(value))));
    } else {
      EXPECT_EQ(to_half(value), half) << bits;
    }
  }
}

TEST(Half, KnownValues) {
  EXPECT_EQ(to_float({0x3C00}), 1.0F);
  EXPECT_EQ(to_float({0xC000}), -2.0F);
  EXPECT_EQ(to_float({0x7BFF}), 65504.0F);
  EXPECT_EQ(to_float({0x0001}), 0x1.0p-24F);
  EXPECT_TRUE(std::isinf(to_float({0x7C00})));
  EXPECT_TRUE(std::signbit(to_float({0x8000})));
}

TEST(Half, RoundsToNearestWithTiesToEven) {
  // The two halves around any float, found by search, against the conversion.
  for (const float value :
       {1.00048828125F, 1.00146484375F, 0.1F, 3.14159F, 1e-6F, 3e-8F, 65519.0F, 0x1.002p-15F}) {
    const float down = to_float({static_cast<std::uint16_t>(to_half(value).bits - 1)});
    const float up = to_float({static_cast<std::uint16_t>(to_half(value).bits + 1)});
    const float at = to_float(to_half(value));
    EXPECT_LE(std::abs(at - value), std::abs(down - value)) << value;
    if (std::isfinite(up)) {
      EXPECT_LE(std::abs(at - value), std::abs(up - value)) << value;
    }
    if (std::abs(at - value) == std::abs(up - value)) {
      EXPECT_EQ(to_half(value).bits % 2, 0) << value;
    }
  }
}

TEST(Half, OverflowIsReportedByPlace) {
  const std::vector<float> in{1, 65519.9F, 65520.0F, -1e30F,
                              std::numeric_limits<float>::infinity()};
  std::vector<Half> out(in.size());
  EXPECT_EQ(to_half(in, out), 2U);
  EXPECT_EQ(out[1].bits, 0x7BFF);
  EXPECT_EQ(out[3].bits, 0xFC00);
  EXPECT_EQ(to_half(std::span(in).first(2), std::span(out).first(2)), 2U);
}

}  // namespace
}  // namespace lexicnn
