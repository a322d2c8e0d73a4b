#include <algorithm>
#include <array>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/random.hpp"
#include "lexicnn/score/p_value.hpp"

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

TEST(NullDistribution, SizesWithinOnePercentShareANull) {
  const std::vector<std::uint64_t> sizes{2, 3, 99, 100, 101, 102, 500, 505, 506, 990, 995};
  const auto shared = NullDistribution::shared_sizes(sizes, 1100);
  // 505 and 506 are of the null of 500 and of their own; beyond half of the images none is shared.
  EXPECT_EQ(shared, (std::vector<std::uint64_t>{2, 3, 99, 100, 102, 500, 506, 990, 995}));
  NullDistribution null;
  null.sizes = shared;
  EXPECT_EQ(null.find_size(101), 3U);
  EXPECT_EQ(null.find_size(102), 4U);
  EXPECT_EQ(null.find_size(505), 5U);
  EXPECT_THROW((void)null.find_size(1), Error);
  EXPECT_THROW((void)null.find_size(4), Error);
  EXPECT_THROW((void)null.find_size(1006), Error);
}

TEST(NullDistribution, BatchesAreTenOrFewerOfOneLength) {
  for (const auto& [repeats, length, count] : std::vector<std::array<std::uint64_t, 3>>{
           {0, 1, 0}, {1, 1, 1}, {7, 1, 7}, {10, 1, 10}, {11, 2, 5}, {100, 10, 10}, {101, 11, 9}}) {
    EXPECT_EQ(null_batches(repeats).length, length) << repeats;
    EXPECT_EQ(null_batches(repeats).count, count) << repeats;
  }
}

/// 20 classes of 2 to 101 images, the last two so alike that they share a null, in a matrix of
/// continuous and mostly zero features.
struct ManySizes {
  static constexpr std::uint64_t kFeatures = 2;
  std::vector<std::uint64_t> sizes;
  std::vector<std::int32_t> codes;
  std::vector<float> values;  // row-major

  ManySizes() {
    for (std::uint64_t c = 0; c < 18; ++c)
      sizes.push_back(2 + c * (c + 1) / 8);
    sizes.push_back(100);
    sizes.push_back(101);
    for (std::size_t c = 0; c < sizes.size(); ++c)
      codes.insert(codes.end(), sizes[c], static_cast<std::int32_t>(c));
    RandomStream stream(8, 0);
    for (std::size_t row = 0; row < codes.size(); ++row) {
      values.push_back(static_cast<float>(stream.uniform()));
      values.push_back(test::awkward_value<float>(stream, 1));
    }
  }

  [[nodiscard]] std::vector<float> column(std::size_t feature) const {
    std::vector<float> out;
    for (std::size_t row = 0; row < codes.size(); ++row)
      out.push_back(values[row * kFeatures + feature]);
    return out;
  }
};

/// |s| of every random class of a size, by the slow definition, ascending.
std::vector<double> slow_null(const ManySizes& data, std::size_t feature, std::uint64_t repeats,
                              std::uint64_t seed, const std::vector<std::uint64_t>& sizes) {
  std::vector<double> out;
  const std::vector<float> column = data.column(feature);
  for (std::uint64_t repeat = 0; repeat < repeats; ++repeat) {
    std::vector<std::int32_t> drawn = data.codes;
    RandomStream(seed, repeat).shuffle(std::span<std::int32_t>(drawn));
    for (std::size_t c = 0; c < data.sizes.size(); ++c) {
      if (std::find(sizes.begin(), sizes.end(), data.sizes[c]) == sizes.end()) continue;
      const auto one = test::reference_score(column, drawn, static_cast<std::int32_t>(c));
      out.push_back(std::abs(static_cast<double>(one.numerator)) /
                    static_cast<double>(one.n * one.m));
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

TEST(Null, ThresholdsOfTwentySizesEqualBruteForce) {
  constexpr std::uint64_t kRepeats = 3;
  const ManySizes data;
  const Scores scores =
      score_values(data.values, numbered_classes(data.codes, 20), {.nulls = kRepeats, .seed = 11});
  for (const std::uint64_t size : data.sizes) {
    const std::vector<std::uint64_t> sharing =
        size < 100 ? std::vector{size} : std::vector<std::uint64_t>{100, 101};
    std::vector<double> slow = slow_null(data, 0, kRepeats, 11, sharing);
    const std::vector<double> more = slow_null(data, 1, kRepeats, 11, sharing);
    slow.insert(slow.end(), more.begin(), more.end());
    std::sort(slow.begin(), slow.end());
    const std::uint64_t place = scores.null.find_size(size);
    for (const double q : {0.5, 0.8, 0.99}) {
      // The largest |s| of which more than the share 1 - q would be at or above.
      const auto allowed =
          static_cast<std::size_t>(std::floor((1 - q) * static_cast<double>(slow.size()) + 1e-9));
      const double t = slow[slow.size() - 1 - allowed];
      const double found = scores.null.quantile(0, place, q);
      EXPECT_GE(found, t) << size << ", " << q;
      EXPECT_LE(found, t + 1.0 / NullDistribution::kBins) << size << ", " << q;
    }
  }
}

// Where nothing is tied, |s| of a random class has the law of the p-value.
TEST(Null, ThresholdsOfTwentySizesUpToAThousandFollowTheExactLaw) {
  std::vector<std::int32_t> codes;
  std::vector<std::uint64_t> sizes;
  for (int c = 0; c < 20; ++c) {
    sizes.push_back(static_cast<std::uint64_t>(std::lround(2 * std::pow(500, c / 19.0))));
    codes.insert(codes.end(), sizes.back(), c);
  }
  constexpr std::uint64_t kFeatures = 8;
  RandomStream stream(21, 0);
  std::vector<float> values(codes.size() * kFeatures);
  for (float& value : values)
    value = static_cast<float>(stream.uniform());
  const Scores scores = score_values(values, numbered_classes(codes, 20), {.nulls = 100});
  for (const std::uint64_t size : sizes) {
    const std::uint64_t rest = codes.size() - size;
    const std::uint64_t place = scores.null.find_size(size);
    const double t = scores.null.quantile(0, place, 0.95);
    const auto above = static_cast<std::int64_t>(
                           std::floor(t * static_cast<double>(size) * static_cast<double>(rest))) +
                       1;
    // 800 draws: a share of .05 is known to ± .023 at three standard errors.
    EXPECT_NEAR(std::pow(10, KsPValues(size, rest).log10_p(above)), 0.05, 0.024) << size;
  }
}

TEST(Null, FeaturesOwnQuantilesEqualBruteForce) {
  constexpr std::uint64_t kRepeats = 20;
  const ManySizes data;
  const Scores scores = score_values(data.values, numbered_classes(data.codes, 20),
                                     {.nulls = kRepeats, .feature_null = true, .seed = 4});
  const std::uint64_t sizes = scores.null.sizes.size();
  for (const std::uint64_t size : {std::uint64_t{3}, std::uint64_t{100}}) {
    const std::vector<std::uint64_t> sharing =
        size < 100 ? std::vector{size} : std::vector<std::uint64_t>{100, 101};
    for (std::uint64_t f = 0; f < ManySizes::kFeatures; ++f) {
      const std::vector<double> slow = slow_null(data, f, kRepeats, 4, sharing);
      for (std::uint64_t level = 0; level < 5; ++level) {
        const double q = NullDistribution::kFeatureLevels[level];
        const double found =
            scores.null.feature_quantiles[(level * sizes + scores.null.find_size(size)) *
                                              ManySizes::kFeatures +
                                          f];
        const auto rank = static_cast<std::size_t>(
            std::floor((1 - q) * static_cast<double>(slow.size() + 1) + 1e-6));
        if (rank == 0) {
          EXPECT_TRUE(std::isnan(found)) << size << ", " << q;
          continue;
        }
        EXPECT_GE(found, slow[slow.size() - rank]) << size << ", " << q;
        EXPECT_LE(found, slow[slow.size() - rank] + 1.0 / NullDistribution::kBins);
      }
    }
  }
}

TEST(Null, IntervalsHoldTheQuantileOfManyMoreRelabellings) {
  // Features that copy one another: their spread is far larger than that of as many free ones.
  constexpr std::uint64_t kFeatures = 6;
  RandomStream stream(31, 0);
  std::vector<std::int32_t> codes;
  std::vector<float> values;
  for (int row = 0; row < 120; ++row) {
    codes.push_back(row < 40 ? 0 : 1);
    const double common = stream.uniform();
    for (std::uint64_t f = 0; f < kFeatures; ++f)
      values.push_back(static_cast<float>(common + 0.05 * stream.uniform()));
  }
  const auto labels = numbered_classes(codes, 2);
  const double truth =
      score_values(values, labels, {.nulls = 20000, .seed = 999}).null.quantile(0, 0, 0.95);
  int held = 0;
  constexpr int kTimes = 60;
  for (std::uint64_t seed = 1; seed <= kTimes; ++seed) {
    const NullDistribution null = score_values(values, labels, {.nulls = 200, .seed = seed}).null;
    const Interval interval = null.quantile_interval(0, 0, 0.95);
    EXPECT_LE(interval.low, null.quantile(0, 0, 0.95));
    EXPECT_GE(interval.high, null.quantile(0, 0, 0.95));
    held += interval.low <= truth && truth <= interval.high ? 1 : 0;
  }
  EXPECT_GE(held, 51);  // 95 % less three standard errors
}

TEST(Null, OneBatchHasNoInterval) {
  const std::vector<float> values{1, 2, 3, 4};
  const NullDistribution null =
      score_values(values, numbered_classes({0, 0, 1, 1}, 2), {.nulls = 1}).null;
  EXPECT_TRUE(std::isnan(null.quantile_interval(0, 0, 0.9).low));
}

TEST(Null, IsTheSameForAnyThreadsWhereLayersAreMixed) {
  constexpr std::uint64_t kFeatures = 30;
  RandomStream stream(41, 0);
  std::vector<float> values(50 * kFeatures);
  for (float& value : values)
    value = static_cast<float>(stream.uniform());
  const MemorySource source(row_major(values.data(), 50, kFeatures));
  Table features = test::numbered_features(kFeatures);
  std::vector<std::string> layers;
  for (std::uint64_t f = 0; f < kFeatures; ++f)
    layers.push_back(f % 3 == 0 ? "a" : "b");
  features.set("layer", layers);
  std::vector<std::int32_t> codes(50);
  for (std::size_t i = 0; i < 50; ++i)
    codes[i] = i < 20 ? 0 : 1;
  const auto labels = numbered_classes(codes, 2);
  const ScoreOptions options{.nulls = 1001, .feature_null = true};
  const Scores one = score(source, labels, features, options, test::with_threads(1));
  const Scores four = score(source, labels, features, options, test::with_threads(4));
  EXPECT_EQ(one.null.counts, four.null.counts);
  EXPECT_EQ(one.null.share_error, four.null.share_error);
  EXPECT_EQ(one.null.feature_quantiles, four.null.feature_quantiles);
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
