#include "lexicnn/network/tap_check.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "lexicnn/core/error.hpp"

#include "network/graphs.hpp"
#include "support/temp_dir.hpp"

namespace lexicnn {
namespace {

using test::GraphBuilder;
using test::TempDir;
namespace op = test::op;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

TEST(CompareTest, SameNumbersHaveTheSameBytes) {
  const std::vector<float> values{1, -3, 0.5F, kNan};
  const Comparison same = compare(values, values);
  EXPECT_EQ(same.values, 4U);
  EXPECT_TRUE(same.same_bytes);
  EXPECT_EQ(same.largest_difference, 0);
  EXPECT_EQ(same.largest_value, 3);
}

TEST(CompareTest, TheLargestDifferenceIsTold) {
  const std::vector<float> first{1, -3, 2};
  const std::vector<float> second{1, -3.5F, 2.25F};
  const Comparison other = compare(first, second);
  EXPECT_FALSE(other.same_bytes);
  EXPECT_EQ(other.largest_difference, 0.5);
  EXPECT_EQ(other.largest_value, 3);
}

TEST(CompareTest, ZerosOfBothSignsAreNotTheSameBytes) {
  const Comparison zeros = compare(std::vector<float>{0.0F}, std::vector<float>{-0.0F});
  EXPECT_FALSE(zeros.same_bytes);
  EXPECT_EQ(zeros.largest_difference, 0);
}

TEST(CompareTest, ANumberAndNoneDifferWithoutLimit) {
  const Comparison one = compare(std::vector<float>{1}, std::vector<float>{kNan});
  EXPECT_FALSE(one.same_bytes);
  EXPECT_TRUE(std::isinf(one.largest_difference));
}

TEST(CompareTest, OtherNumbersOfValuesAreRefused) {
  EXPECT_THROW(compare(std::vector<float>{1}, std::vector<float>{1, 2}), Error);
}

std::vector<float> row_of(const Network& network, const CaptureOptions& options, std::uint32_t side,
                          const std::vector<float>& image) {
  const Capture capture(network, options, side, side);
  auto lane = capture.make_lane();
  std::copy(image.begin(), image.end(), lane.input().begin());
  std::vector<float> row(capture.features());
  lane.run(1, row);
  return row;
}

/// Two outputs, one of them of integers, behind a head that fits 16×16 pixels alone.
std::filesystem::path network_with_head(const std::filesystem::path& path) {
  GraphBuilder graph({1, 3, -1, -1});
  const auto stem =
      graph.make<op::Relu>("relu", graph.bias("b1", graph.conv("conv1", graph.input(), 8)));
  const auto flat = graph.reshape("flat", stem, {1, 8 * 16 * 16});
  const auto scores = graph.dense("scores", flat, 5);
  const auto places = graph.make<op::Convert>("places", scores, ov::element::i32);
  return graph.save({scores, places}, path);
}

TEST(TapCheckTest, AllOutputsAreCompared) {
  const TempDir folder;
  const Network network = Network::read(network_with_head(folder / "model.xml"));
  const auto image = test::random_images(3 * 16 * 16);
  const CaptureOptions options;
  const auto row = row_of(network, options, 16, image);
  const TapCheck check = check_taps(network, options, 16, 16, image, row);
  EXPECT_EQ(check.not_compared, "");
  EXPECT_EQ(check.outputs.values, 10U);
  EXPECT_TRUE(check.outputs.same_bytes);
  EXPECT_EQ(check.rows.values, 8U);
  EXPECT_TRUE(check.rows.same_bytes);
}

TEST(TapCheckTest, ARowThatDiffersIsSeen) {
  const TempDir folder;
  const Network network = Network::read(network_with_head(folder / "model.xml"));
  const auto image = test::random_images(3 * 16 * 16);
  const CaptureOptions options;
  auto row = row_of(network, options, 16, image);
  row[3] += 1;
  const TapCheck check = check_taps(network, options, 16, 16, image, row);
  EXPECT_FALSE(check.rows.same_bytes);
  EXPECT_NEAR(check.rows.largest_difference, 1, 1e-5);
}

TEST(TapCheckTest, AHeadThatDoesNotFitTheSizeIsSaid) {
  const TempDir folder;
  const Network network = Network::read(network_with_head(folder / "model.xml"));
  const auto image = test::random_images(3 * 20 * 20);
  const CaptureOptions options;
  const auto row = row_of(network, options, 20, image);
  const TapCheck check = check_taps(network, options, 20, 20, image, row);
  EXPECT_NE(check.not_compared, "");
  EXPECT_EQ(check.outputs.values, 0U);
}

TEST(TapCheckTest, AnImageOfAnotherSizeIsRefused) {
  const TempDir folder;
  const Network network = Network::read(network_with_head(folder / "model.xml"));
  EXPECT_THROW(check_taps(network, {}, 16, 16, std::vector<float>(5), std::vector<float>(8)),
               Error);
}

}  // namespace
}  // namespace lexicnn
