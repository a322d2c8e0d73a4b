// Intervals over images, near copies, trends over depth.
#include <cmath>
#include <gtest/gtest.h>

#include "lexicnn/profile/profile.hpp"

#include "profile/noise.hpp"
#include "support/small_scores.hpp"

namespace lexicnn {
namespace {

using test::noise;

TEST(ProfileIntervals, OfNoiseHoldNoExcessAtAboutTheirLevel) {
  constexpr int kTimes = 100;
  int held = 0;
  int balanced = 0;
  for (std::uint64_t seed = 1; seed <= kTimes; ++seed) {
    const Scores scores = noise(seed, 0, 60);
    const LayerProfile all = profile(scores, select(scores)).all;
    held += all.excess_low <= 0 && all.excess_high >= 0 ? 1 : 0;
    balanced += all.signed_low <= 0 && all.signed_high >= 0 ? 1 : 0;
  }
  // 95 % less three standard errors. Where there is nothing but noise the interval of the excess is
  // too wide: a largest difference moves more about another than about nothing.
  EXPECT_GE(held, 88);
  EXPECT_GE(balanced, 88);
}

TEST(ProfileIntervals, OfAnEffectHoldItAtAboutTheirLevel) {
  constexpr int kTimes = 100;
  std::vector<LayerProfile> layers;
  double truth = 0;
  for (std::uint64_t seed = 1; seed <= kTimes; ++seed) {
    const Scores scores = noise(seed, 0.6, 60);
    layers.push_back(profile(scores, select(scores)).layers[1]);
    truth += layers.back().excess / kTimes;
  }
  int held = 0;
  for (const LayerProfile& layer : layers)
    held += layer.excess_low <= truth && truth <= layer.excess_high ? 1 : 0;
  EXPECT_GE(held, 88);
  RecordProperty("held", held);
}

TEST(ProfileIntervals, AreNotLiftedAsThePlainBootstrapIs) {
  const Scores scores = noise(3, 0, 200);
  const LayerProfile all = profile(scores, select(scores)).all;
  double halves = 0;
  for (const double mean : all.half_abs)
    halves += mean / 200;
  EXPECT_GT(halves, all.mean_abs + 0.02);  // of half the images |s| is larger
  EXPECT_NEAR((all.excess_low + all.excess_high) / 2, all.excess, 1e-12);
}

TEST(ProfileIntervals, OfAPlantedLayerAreAboveNothing) {
  const Scores scores = noise(4, 1.5, 100);
  const ProfileResult result = profile(scores, select(scores));
  EXPECT_GT(result.layers[1].excess_low, 0.1);
  EXPECT_LT(result.layers[0].excess_low, 0);
  EXPECT_LT(result.layers[1].excess_high - result.layers[1].excess_low, 0.3);
  // The whole is the mean of its layers, which are as large.
  for (std::size_t half = 0; half < 100; ++half) {
    EXPECT_NEAR(result.all.half_abs[half],
                (result.layers[0].half_abs[half] + result.layers[1].half_abs[half]) / 2, 1e-12);
  }
}

TEST(ProfileIntervals, AreNanWithoutHalves) {
  const Scores scores = noise(4, 0, 0);
  const LayerProfile all = profile(scores, select(scores)).all;
  EXPECT_FALSE(std::isnan(all.excess));
  EXPECT_TRUE(std::isnan(all.excess_low));
  EXPECT_TRUE(std::isnan(all.signed_high));
}

TEST(ProfileThreshold, HasTheIntervalOfItsQuantileOnly) {
  const Scores scores = noise(4, 0, 0);
  const LayerProfile by_quantile = profile(scores, select(scores)).layers[0];
  const Interval interval = scores.null.quantile_interval(0, 0, 0.99);
  EXPECT_DOUBLE_EQ(by_quantile.threshold, scores.null.quantile(0, 0, 0.99));
  EXPECT_DOUBLE_EQ(by_quantile.threshold_low, interval.low);
  EXPECT_DOUBLE_EQ(by_quantile.threshold_high, interval.high);
  const LayerProfile fixed =
      profile(scores, select(scores, {.rule = SelectRule::threshold, .threshold = 0.3})).layers[0];
  EXPECT_DOUBLE_EQ(fixed.threshold, 0.3);
  EXPECT_TRUE(std::isnan(fixed.threshold_low));
}

TEST(ProfileCopies, AreFeaturesOfOneLayerThatAgreeInAllClasses) {
  // Features: x; 2x + .1; -x; x again, but in another layer; constant.
  const std::vector<double> x{0.1, -0.3, 0.2, 0.4, -0.2};
  std::vector<double> s;
  for (const double each : x)
    s.insert(s.end(), {each, 2 * each + 0.1, -each, each, 0.5});
  const Scores scores = test::small_scores({"a", "b", "c", "d", "e"}, {3, 3, 3, 3, 3},
                                           {"low", "low", "low", "high", "high"}, s);
  const Selection selection = select(scores, {.rule = SelectRule::threshold});
  const ProfileResult result = profile(scores, selection);
  EXPECT_DOUBLE_EQ(result.layers[0].copy_share, 2.0 / 3);
  EXPECT_DOUBLE_EQ(result.layers[1].copy_share, 0);
  EXPECT_DOUBLE_EQ(result.all.copy_share, 2.0 / 5);
}

/// Layers of one feature whose s is given.
ProfileResult staircase(const std::vector<double>& s) {
  std::vector<std::string> layers;
  for (std::size_t i = 0; i < s.size(); ++i)
    layers.push_back(std::string(1, static_cast<char>('a' + i)));
  const Scores scores = test::small_scores({"cat"}, {3}, layers, s);
  return profile(scores, select(scores, {.rule = SelectRule::threshold}));
}

const Trend& trend_of(const ProfileResult& result, std::string_view measure) {
  for (const Trend& trend : result.trends) {
    if (trend.measure == measure) return trend;
  }
  throw std::out_of_range(std::string(measure));
}

TEST(ProfileTrend, IsSpearmansCorrelationWithDepth) {
  // scipy.stats.spearmanr(range(7), [.1, .3, .2, .4, .4, .7, .6]).statistic
  const ProfileResult result = staircase({0.1, 0.3, 0.2, 0.4, 0.4, 0.7, 0.6});
  const Trend& trend = trend_of(result, "max_presence");
  EXPECT_NEAR(trend.rho, 0.9189562119494703, 1e-12);
  EXPECT_EQ(trend.layers, 7U);
  // tanh(atanh(rho) ± 1.96 sqrt((1 + rho² / 2) / 4))
  EXPECT_NEAR(
      trend.low,
      std::tanh(std::atanh(trend.rho) - 1.96 * std::sqrt((1 + trend.rho * trend.rho / 2) / 4)),
      1e-12);
  EXPECT_NEAR(trend.p, 0.005, 0.004);
  EXPECT_TRUE(std::isnan(trend_of(result, "excess").rho)) << "there is no null";
  EXPECT_TRUE(std::isnan(trend_of(result, "selected_share").rho)) << "the same in every layer";
}

TEST(ProfileTrend, OfAPerfectOrderHasAnInterval) {
  const ProfileResult result = staircase({0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8});
  const Trend& trend = trend_of(result, "max_presence");
  EXPECT_NEAR(trend.rho, 1, 1e-12);
  EXPECT_GT(trend.low, 0.8);
  EXPECT_LE(trend.high, 1);
  EXPECT_LT(trend.p, 0.002);
  EXPECT_TRUE(staircase({0.5}).trends.empty());
  EXPECT_TRUE(std::isnan(trend_of(staircase({0.1, 0.2}), "max_presence").low));
}

}  // namespace
}  // namespace lexicnn
