#include "lexicnn/core/quantile.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

namespace lexicnn {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double quantile(std::vector<double> values, double q) {
  return linear_quantile(values, q);
}

TEST(LinearQuantile, EqualsNumpyBitForBit) {
  const std::vector<double> values{0.7, -0.3, 0.11, 0.52, -0.99, 0.04};
  EXPECT_EQ(quantile(values, 0), -0.99);
  EXPECT_EQ(quantile(values, 0.01), -0.9555);
  EXPECT_EQ(quantile(values, 0.25), -0.215);
  EXPECT_EQ(quantile(values, 0.5), 0.075);
  EXPECT_EQ(quantile(values, 0.99), 0.691);
  EXPECT_EQ(quantile(values, 1), 0.7);
}

TEST(LinearQuantile, OfOneValueIsThatValue) {
  for (const double q : {0.0, 0.3, 1.0})
    EXPECT_EQ(quantile({0.25}, q), 0.25);
}

TEST(LinearQuantile, OfTiesIsTheirValue) {
  EXPECT_EQ(quantile({0.1, 0.1, 0.1, 0.1}, 0.99), 0.1);
}

TEST(LinearQuantile, LeavesNanOut) {
  EXPECT_EQ(quantile({kNan, 1, kNan, 3}, 0.5), 2);
  EXPECT_TRUE(std::isnan(quantile({kNan, kNan}, 0.5)));
}

TEST(LinearQuantile, OfNothingIsNan) {
  EXPECT_TRUE(std::isnan(quantile({}, 0.5)));
}

}  // namespace
}  // namespace lexicnn
