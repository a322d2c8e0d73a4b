#include "lexicnn/profile/profile.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "lexicnn/core/error.hpp"

#include "support/small_scores.hpp"

namespace lexicnn {
namespace {

using Counts = std::vector<std::uint64_t>;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Selection over(const Scores& scores, double threshold) {
  return select(scores, {.rule = SelectRule::threshold, .threshold = threshold});
}

/// Classes cat and dog, layers a and b of two features each.
Scores two_layers() {
  return test::small_scores({"cat", "dog"}, {3, 4}, {"a", "a", "b", "b"},
                            {0.5, -0.125, 0.875, -0.75,  //
                             -0.375, 0.125, 0.25, 0.625});
}

TEST(Profile, OfALayerByHand) {
  const Scores scores = two_layers();
  const ProfileResult result = profile(scores, over(scores, 0.3));
  ASSERT_EQ(result.layers.size(), 2U);
  const LayerProfile& a = result.layers[0];
  EXPECT_EQ(a.name, "a");
  EXPECT_EQ(a.index, 0U);
  EXPECT_EQ(a.depth, 0.0);
  EXPECT_EQ(a.features, 2U);
  EXPECT_EQ(a.dead, 0U);
  EXPECT_EQ(a.pairs, 4U);
  EXPECT_EQ(a.selected_share, 0.5);
  EXPECT_EQ(a.presence_share, 0.25);
  EXPECT_EQ(a.absence_share, 0.25);
  EXPECT_EQ(a.any_share, 0.5);
  EXPECT_EQ(a.both_share, 0.5);
  EXPECT_EQ(a.none_share, 0.5);
  EXPECT_EQ(a.mean_abs, 0.28125);
  EXPECT_EQ(a.median_abs, 0.25);
  EXPECT_EQ(a.max_presence, 0.5);
  EXPECT_EQ(a.max_absence, -0.375);
  EXPECT_EQ(a.mean_auc_distance, 0.140625);
  EXPECT_EQ(a.classes_covered, 2U);
  EXPECT_EQ(a.classes_per_feature, (Counts{1, 0, 1}));
  EXPECT_DOUBLE_EQ(a.presence_q99, 0.125 + 0.97 * 0.375);
  EXPECT_DOUBLE_EQ(a.absence_q01, -0.375 + 0.03 * 0.25);
}

TEST(Profile, OfTheWholeByHand) {
  const Scores scores = two_layers();
  const LayerProfile all = profile(scores, over(scores, 0.3)).all;
  EXPECT_EQ(all.name, "all");
  EXPECT_EQ(all.features, 4U);
  EXPECT_EQ(all.pairs, 8U);
  EXPECT_EQ(all.selected_share, 5.0 / 8);
  EXPECT_EQ(all.presence_share, 3.0 / 8);
  EXPECT_EQ(all.absence_share, 2.0 / 8);
  EXPECT_EQ(all.both_share, 0.5);
  EXPECT_EQ(all.max_presence, 0.875);
  EXPECT_EQ(all.max_absence, -0.75);
  EXPECT_EQ(all.median_abs, 0.4375);
  EXPECT_EQ(all.classes_covered, 2U);
  EXPECT_EQ(all.classes_per_feature, (Counts{1, 1, 2}));
}

TEST(Profile, CoversAClassByAnyOfItsLayers) {
  const Scores scores = test::small_scores({"cat", "dog"}, {3, 4}, {"a", "b"},
                                           {0.9, 0.1,  //
                                            0.1, -0.9});
  const ProfileResult result = profile(scores, over(scores, 0.3));
  EXPECT_EQ(result.layers[0].classes_covered, 1U);
  EXPECT_EQ(result.layers[1].classes_covered, 1U);
  EXPECT_EQ(result.all.classes_covered, 2U);
}

TEST(Profile, NothingSelected) {
  Scores scores = two_layers();
  test::add_flat_null(scores, 1024);
  const LayerProfile all = profile(scores, over(scores, 0.9)).all;
  EXPECT_EQ(all.selected_share, 0);
  EXPECT_EQ(all.any_share, 0);
  EXPECT_EQ(all.none_share, 1);
  EXPECT_EQ(all.classes_covered, 0U);
  EXPECT_EQ(all.classes_per_feature, (Counts{4, 0, 0}));
  EXPECT_TRUE(std::isnan(all.noise_share));
}

TEST(Profile, AllSelected) {
  const Scores scores = two_layers();
  const LayerProfile all = profile(scores, over(scores, 0)).all;
  EXPECT_EQ(all.selected_share, 1);
  EXPECT_EQ(all.presence_share + all.absence_share, 1);
  EXPECT_EQ(all.none_share, 0);
  EXPECT_EQ(all.classes_per_feature, (Counts{0, 0, 4}));
}

TEST(Profile, DeadFeaturesAreCountedAndSayNothing) {
  Scores scores = test::small_scores({"cat", "dog"}, {3, 4}, {"a", "a"}, {0, 0.5, 0, -0.5});
  scores.features.set("dead", std::vector<bool>{true, false});
  scores.features.set("zero_share", std::vector<double>{1.0, 0.5});
  const LayerProfile a = profile(scores, over(scores, 0)).layers[0];
  EXPECT_EQ(a.dead, 1U);
  EXPECT_EQ(a.features, 2U);
  EXPECT_EQ(a.none_share, 0.5);
  EXPECT_EQ(a.mean_abs, 0.25);
  EXPECT_EQ(a.zero_share, 0.75);
}

TEST(Profile, TiedScoresAreTheirOwnQuantiles) {
  const Scores scores =
      test::small_scores({"cat", "dog"}, {3, 4}, {"a", "a"}, {0.5, 0.5, 0.5, 0.5});
  const LayerProfile a = profile(scores, over(scores, 0.3)).layers[0];
  EXPECT_EQ(a.median_abs, 0.5);
  EXPECT_EQ(a.presence_q99, 0.5);
  EXPECT_EQ(a.absence_q01, 0.5);
}

TEST(Profile, APairOnTheThresholdIsNoise) {
  const Scores scores = test::small_scores({"cat", "dog"}, {3, 4}, {"a"}, {0.5, -0.5});
  EXPECT_EQ(profile(scores, over(scores, 0.5)).all.selected_share, 0);
}

TEST(Profile, PairsThatWereNotScoredAreLeftOut) {
  Scores scores = test::small_scores({"cat", "dog"}, {3, 4}, {"a", "a"}, {0.5, kNan, -0.25, kNan});
  Selection selection = over(scores, 0.3);
  const ProfileResult result = profile(scores, selection);
  EXPECT_EQ(result.all.pairs, 2U);
  EXPECT_EQ(result.all.features, 2U);
  EXPECT_EQ(result.all.mean_abs, 0.375);
  EXPECT_EQ(result.all.median_abs, 0.375);
  EXPECT_EQ(result.all.selected_share, 0.5);
  EXPECT_EQ(result.all.none_share, 0.5);
}

TEST(Profile, WhereNothingWasScoredIsNan) {
  const Scores scores = test::small_scores({"cat"}, {3}, {"a"}, {kNan});
  const LayerProfile all = profile(scores, over(scores, 0.3)).all;
  EXPECT_EQ(all.pairs, 0U);
  for (const double value : {all.selected_share, all.mean_abs, all.median_abs, all.presence_q99,
                             all.max_presence, all.max_absence, all.noise_share}) {
    EXPECT_TRUE(std::isnan(value));
  }
}

TEST(Profile, NoiseShareIsExpectedOverObserved) {
  Scores scores = two_layers();
  test::add_flat_null(scores, 1638);  // |s| just under 0.4
  // At 0.3 every random pair is over the threshold: 8 expected, 5 seen.
  const ProfileResult all_noise = profile(scores, over(scores, 0.3));
  EXPECT_DOUBLE_EQ(all_noise.all.noise_share, 8.0 / 5);
  EXPECT_DOUBLE_EQ(all_noise.layers[0].noise_share, 4.0 / 2);
  EXPECT_DOUBLE_EQ(profile(scores, over(scores, 0.5)).all.noise_share, 0);
}

TEST(Profile, NullMeanTakesEachClassByItsSize) {
  Scores scores = two_layers();
  test::add_flat_null(scores, 0);
  const std::uint64_t bins = NullDistribution::kBins;
  auto& counts = scores.null.counts;  // layers a, b × sizes 3, 4
  std::fill(counts.begin(), counts.end(), 0);
  const std::uint64_t places[] = {1024, 2048, 3072, 1024};
  for (std::uint64_t i = 0; i < 4; ++i)
    counts[i * bins + places[i]] = 5;
  const double half_bin = 0.5 / static_cast<double>(bins);
  const ProfileResult result = profile(scores, over(scores, 0.3));
  EXPECT_DOUBLE_EQ(result.layers[0].null_mean_abs, 0.375 + half_bin);
  EXPECT_DOUBLE_EQ(result.layers[1].null_mean_abs, 0.5 + half_bin);
  EXPECT_DOUBLE_EQ(result.all.null_mean_abs, 0.4375 + half_bin);
}

TEST(Profile, WithoutANullItsShareIsNan) {
  const Scores scores = two_layers();
  const LayerProfile all = profile(scores, over(scores, 0.3)).all;
  EXPECT_TRUE(std::isnan(all.noise_share));
  EXPECT_TRUE(std::isnan(all.null_mean_abs));
}

TEST(Profile, AClassSizeTheNullDoesNotKnowIsNan) {
  Scores scores = two_layers();
  test::add_flat_null(scores, 100);
  scores.classes.set("n", std::vector<std::int64_t>{3, 9});
  EXPECT_TRUE(std::isnan(profile(scores, over(scores, 0.3)).all.noise_share));
}

TEST(Profile, RefusesASelectionOfOtherScores) {
  const Scores scores = two_layers();
  const Scores other = test::small_scores({"cat"}, {3}, {"a"}, {0.5});
  try {
    profile(scores, over(other, 0.3));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_input);
    EXPECT_NE(std::string(error.what()).find("'selected' is of 1 × 1"), std::string::npos)
        << error.what();
  }
}

TEST(Profile, RefusesANullOfOtherLayers) {
  Scores scores = two_layers();
  test::add_flat_null(scores, 100);
  scores.null.layers[1] = "c";
  try {
    profile(scores, over(scores, 0.3));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_input);
    EXPECT_NE(std::string(error.what()).find("null"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace lexicnn
