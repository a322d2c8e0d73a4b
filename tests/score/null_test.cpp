#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>

#include "lexicnn/core/random.hpp"

#include "score/reference.hpp"
#include "score/score_fixture.hpp"

namespace lexicnn {
namespace {

using test::numbered_classes;
using test::score_values;

TEST(NullDistribution, BinHoldsItsUpperEdge) {
  constexpr std::uint64_t kBins = NullDistribution::kBins;
  EXPECT_EQ(NullDistribution::bin(0, 10), 0U);
  EXPECT_EQ(NullDistribution::bin(10, 10), kBins - 1);
  EXPECT_EQ(NullDistribution::bin(1, kBins), 0U);
  EXPECT_EQ(NullDistribution::bin(2, kBins), 1U);
  EXPECT_EQ(NullDistribution::bin(1, 2), kBins / 2 - 1);
  EXPECT_EQ(NullDistribution::bin(std::uint64_t{1} << 60, std::uint64_t{1} << 60), kBins - 1);
}

NullDistribution with_counts(const std::vector<std::pair<std::uint64_t, std::uint64_t>>& counts) {
  NullDistribution null;
  null.layers = {"a"};
  null.sizes = {5};
  null.counts.assign(NullDistribution::kBins, 0);
  for (const auto& [bin, count] : counts)
    null.counts[bin] = count;
  return null;
}

TEST(NullDistribution, QuantileLeavesAtMostItsShareAbove) {
  const auto null = with_counts({{10, 90}, {100, 9}, {2000, 1}});
  const double bin = 1.0 / NullDistribution::kBins;
  EXPECT_EQ(null.quantile(0, 0, 0.99), 101 * bin);
  EXPECT_EQ(null.share_above(0, 0, 101 * bin), 0.01);
  EXPECT_EQ(null.quantile(0, 0, 0.995), 2001 * bin);
  EXPECT_EQ(null.quantile(0, 0, 0.5), 11 * bin);
  EXPECT_NEAR(null.mean(0, 0), (90 * 10.5 + 9 * 100.5 + 2000.5) * bin / 100, 1e-12);
}

TEST(NullDistribution, NothingCountedIsNan) {
  const auto null = with_counts({});
  EXPECT_TRUE(std::isnan(null.quantile(0, 0, 0.99)));
  EXPECT_TRUE(std::isnan(null.mean(0, 0)));
  EXPECT_TRUE(std::isnan(null.share_above(0, 0, 0.1)));
}

// The same shuffles, scored one class at a time by the slow definition.
TEST(Null, EqualsScoringTheShuffledLabels) {
  constexpr std::uint64_t kRepeats = 7;
  constexpr std::uint64_t kSeed = 5;
  RandomStream stream(1, 1);
  std::vector<std::uint32_t> codes;
  for (std::uint32_t i = 0; i < 40; ++i)
    codes.push_back(i < 3 ? 0 : i < 13 ? 1 : i < 23 ? 2 : 3);
  const std::vector<std::int32_t> labels(codes.begin(), codes.end());
  std::vector<float> values;
  for (int i = 0; i < 40; ++i)
    values.push_back(test::awkward_value<float>(stream, 1));

  std::vector<std::uint64_t> expected(3 * NullDistribution::kBins, 0);
  const std::vector<std::uint64_t> sizes{3, 10, 17};
  for (std::uint64_t repeat = 0; repeat < kRepeats; ++repeat) {
    std::vector<std::uint32_t> shuffled = codes;
    RandomStream(kSeed, repeat).shuffle(std::span<std::uint32_t>(shuffled));
    const std::vector<std::int32_t> drawn(shuffled.begin(), shuffled.end());
    for (std::int32_t c = 0; c < 4; ++c) {
      const auto one = test::reference_score(values, drawn, c);
      const auto size =
          std::find(sizes.begin(), sizes.end(), static_cast<std::uint64_t>(one.n)) - sizes.begin();
      const auto bin = NullDistribution::bin(static_cast<std::uint64_t>(std::abs(one.numerator)),
                                             static_cast<std::uint64_t>(one.n * one.m));
      ++expected[static_cast<std::uint64_t>(size) * NullDistribution::kBins + bin];
    }
  }
  const Scores scores =
      score_values(values, numbered_classes(labels, 4), {.nulls = kRepeats, .seed = kSeed});
  EXPECT_EQ(scores.null.sizes, sizes);
  EXPECT_EQ(scores.null.counts, expected);
}

TEST(Null, IsPooledByLayer) {
  const std::vector<float> values{1, 5, 2, 6, 3, 7, 4, 8};  // 4 images × 2 features
  const MemorySource source(row_major(values.data(), 4, 2));
  Table features = test::numbered_features(2);
  features.set("layer", std::vector<std::string>{"b", "a"});
  const Scores scores =
      score(source, numbered_classes({0, 0, 1, 1}, 2), features, {.nulls = 10, .seed = 2});
  EXPECT_EQ(scores.null.layers, (std::vector<std::string>{"b", "a"}));
  const auto middle = scores.null.counts.begin() + NullDistribution::kBins;
  EXPECT_EQ(std::accumulate(scores.null.counts.begin(), middle, std::uint64_t{0}), 20U);
  EXPECT_EQ(std::accumulate(middle, scores.null.counts.end(), std::uint64_t{0}), 20U);
}

TEST(Null, AnotherSeedGivesOtherNoise) {
  RandomStream stream(4, 0);
  std::vector<float> values(200);
  for (auto& value : values)
    value = static_cast<float>(stream.uniform());
  std::vector<std::int32_t> codes(200);
  for (std::size_t i = 0; i < 200; ++i)
    codes[i] = static_cast<std::int32_t>(i % 4);
  const auto labels = numbered_classes(codes, 4);
  EXPECT_NE(score_values(values, labels, {.nulls = 5, .seed = 1}).null.counts,
            score_values(values, labels, {.nulls = 5, .seed = 2}).null.counts);
}

}  // namespace
}  // namespace lexicnn
