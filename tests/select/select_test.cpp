#include "lexicnn/select/select.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/provenance.hpp"
#include "lexicnn/select/explain.hpp"
#include "lexicnn/select/fdr.hpp"

#include "score/score_fixture.hpp"

namespace lexicnn {
namespace {

/// Two classes of 30, 60 images: the first feature tells them apart, the second is noise.
Scores planted(std::uint64_t nulls) {
  RandomStream stream(1, 0);
  std::vector<float> values;
  std::vector<std::int32_t> codes;
  for (int i = 0; i < 90; ++i) {
    codes.push_back(i < 30 ? 0 : 1);
    values.push_back(static_cast<float>(stream.uniform() + (i < 30 ? 0.8 : 0.0)));
    values.push_back(static_cast<float>(stream.uniform()));
  }
  return test::score_values(values, test::numbered_classes(codes, 2),
                            {.nulls = nulls, .feature_null = true, .seed = 3});
}

TEST(Select, PlantedFeatureIsPresentForOneAndAbsentForTheOther) {
  const Selection selection = select(planted(200));
  EXPECT_EQ(selection.selected(0, 0), 1);
  EXPECT_EQ(selection.selected(1, 0), -1);
  EXPECT_EQ(selection.selected(0, 1), 0);
  EXPECT_EQ(selection.count(), 2U);
  EXPECT_GT(selection.threshold(0, 0), 0.2);
  EXPECT_LT(selection.threshold(0, 0), 0.5);
}

TEST(Select, ThresholdIsStrict) {
  Scores scores = planted(0);
  scores.signed_ks(0, 1) = 0.25;
  SelectOptions options{.rule = SelectRule::threshold, .threshold = 0.25};
  EXPECT_EQ(select(scores, options).selected(0, 1), 0);
  options.threshold = 0.2499;
  EXPECT_EQ(select(scores, options).selected(0, 1), 1);
}

TEST(Select, ZeroIsNeverSelected) {
  Scores scores = planted(0);
  scores.signed_ks(0, 1) = 0;
  EXPECT_EQ(select(scores, {.rule = SelectRule::threshold, .threshold = 0}).selected(0, 1), 0);
}

TEST(Select, FdrTakesTheDiscoveriesOfBenjaminiAndHochberg) {
  RandomStream stream(17, 0);
  constexpr std::uint64_t kRows = 90;
  constexpr std::uint64_t kColumns = 40;
  std::vector<float> values;
  std::vector<std::int32_t> codes;
  for (std::uint64_t row = 0; row < kRows; ++row) {
    codes.push_back(static_cast<std::int32_t>(row % 3));
    for (std::uint64_t f = 0; f < kColumns; ++f) {
      const double shift = f % 4 == 0 && row % 3 == 0 ? 0.3 : 0;
      values.push_back(static_cast<float>(stream.uniform() + shift));
    }
  }
  const Scores scores = test::score_values(values, test::numbered_classes(codes, 3));
  const double rate = 0.1;
  const Selection selection = select(scores, {.rule = SelectRule::fdr, .fdr = rate});
  const auto adjusted = benjamini_hochberg_log10(scores.log10_p.values());
  std::uint64_t discoveries = 0;
  for (std::uint64_t c = 0; c < 3; ++c) {
    for (std::uint64_t f = 0; f < kColumns; ++f) {
      const bool found = adjusted[c * kColumns + f] <= std::log10(rate);
      discoveries += found ? 1 : 0;
      EXPECT_EQ(selection.selected(c, f) != 0, found) << c << ", " << f;
    }
  }
  EXPECT_GT(discoveries, 5U);
  EXPECT_LT(discoveries, 60U);
  AnnotatedMatrix file = to_annotated(scores, make_provenance("scores", ""));
  add_selection(file, selection, unscorable_classes(scores, selection));
  EXPECT_EQ(selection_from(file).options.rule, SelectRule::fdr);
  EXPECT_EQ(selection_from(file).options.fdr, rate);
  EXPECT_THROW(select(scores, {.rule = SelectRule::fdr, .fdr = 0}), Error);
}

TEST(Select, TheFeaturesOwnNullIsHigherForDenseFeaturesThanForSparse) {
  RandomStream stream(2, 0);
  std::vector<float> values;
  std::vector<std::int32_t> codes;
  for (int i = 0; i < 90; ++i) {
    codes.push_back(i < 30 ? 0 : 1);
    values.push_back(static_cast<float>(stream.uniform()));
    values.push_back(static_cast<float>(std::max(0.0, stream.uniform() - 0.9)));
  }
  const Scores scores = test::score_values(values, test::numbered_classes(codes, 2),
                                           {.nulls = 300, .feature_null = true});
  const Selection own = select(scores, {.null = NullOf::feature});
  const Selection pooled = select(scores);
  EXPECT_GT(own.threshold(0, 0), pooled.threshold(0, 0));
  EXPECT_LT(own.threshold(0, 1), pooled.threshold(0, 1));
  try {
    select(scores, {.quantile = 0.97, .null = NullOf::feature});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_option);
    EXPECT_NE(std::string(error.what()).find("0.9, 0.95, 0.99"), std::string::npos);
  }
  try {
    select(scores, {.quantile = 0.999, .null = NullOf::feature});
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("--nulls 999 or more"), std::string::npos)
        << error.what();
  }
}

/// A class of 1 image and a class of 30, whose rests are the other 89 and 60; pure noise but for
/// the first image's value, the largest of all.
Scores tiny_class(std::uint64_t nulls) {
  RandomStream stream(6, 0);
  std::vector<float> values{9};
  std::vector<std::int32_t> codes{0};
  for (int i = 1; i < 90; ++i) {
    codes.push_back(i <= 30 ? 1 : -1);
    values.push_back(static_cast<float>(stream.uniform()));
  }
  return test::score_values(values, test::numbered_classes(codes, 2), {.nulls = nulls});
}

TEST(Explain, AClassThatCannotStandOutIsFlagged) {
  const Scores scores = tiny_class(2000);
  EXPECT_EQ(scores.signed_ks(0, 0), 1);
  // One of 90 images at random: s is 1 or -1 with p = 2/90.
  EXPECT_EQ(unscorable_classes(scores, select(scores)), (std::vector<bool>{true, false}));
  EXPECT_EQ(unscorable_classes(scores, select(scores, {.quantile = 0.95})),
            (std::vector<bool>{false, false}));
  EXPECT_EQ(unscorable_classes(scores, select(scores, {.rule = SelectRule::fdr})),
            (std::vector<bool>{false, false}));  // p = 2/90 with two pairs, .05 / 2 allowed
  EXPECT_EQ(unscorable_classes(scores, select(scores, {.rule = SelectRule::fdr, .fdr = 0.03})),
            (std::vector<bool>{true, false}));
}

TEST(Explain, TheNearestPairSaysHowManyImagesItWouldTake) {
  const Scores scores = tiny_class(2000);
  const Selection by_rate = select(scores, {.rule = SelectRule::fdr, .fdr = 0.03});
  const auto nearest = nearest_pair(scores, by_rate);
  ASSERT_TRUE(nearest);
  EXPECT_EQ(nearest->class_place, 0U);
  EXPECT_EQ(nearest->log10_p, nearest->smallest_log10_p);
  EXPECT_EQ(nearest->images_needed, 2U);
  EXPECT_NE(to_text(*nearest, scores, by_rate).find("about 2 images of the class in place of 1"),
            std::string::npos);
  const auto by_quantile = nearest_pair(scores, select(scores));
  ASSERT_TRUE(by_quantile);
  EXPECT_EQ(by_quantile->threshold, 1);
  EXPECT_EQ(by_quantile->images_needed, 2U);
  const auto fixed = nearest_pair(scores, select(scores, {.rule = SelectRule::fdr, .fdr = 0.05}));
  EXPECT_FALSE(fixed);  // the pair is selected
}

TEST(Explain, MoreImagesDoNotHelpAgainstAFixedThreshold) {
  Scores scores = planted(0);
  for (double& s : scores.signed_ks.values())
    s *= 0.3;
  const Selection none = select(scores, {.rule = SelectRule::threshold, .threshold = 0.9});
  const auto nearest = nearest_pair(scores, none);
  ASSERT_TRUE(nearest);
  EXPECT_EQ(nearest->feature, 0U);
  EXPECT_FALSE(nearest->images_needed);
}

TEST(Select, RefusesWhatItCannotDo) {
  EXPECT_THROW(select(planted(0)), Error);
  EXPECT_THROW(select(planted(1), {.quantile = 1.0}), Error);
  EXPECT_THROW(select(planted(1), {.rule = SelectRule::threshold, .threshold = 1.0}), Error);
}

TEST(Select, SurvivesTheFileModelAndCanBeReplaced) {
  const Scores scores = planted(50);
  AnnotatedMatrix file = to_annotated(scores, make_provenance("scores", ""));
  EXPECT_THROW(selection_from(file), Error);
  add_selection(file, select(scores, {.quantile = 0.5}), {true, true});
  const Selection chosen = select(scores, {.quantile = 0.95, .null = NullOf::feature});
  add_selection(file, chosen, {false, true});
  EXPECT_EQ(file.obs.get<std::vector<bool>>("unscorable"), (std::vector<bool>{false, true}));
  const Selection back = selection_from(file);
  EXPECT_EQ(back.selected, chosen.selected);
  EXPECT_EQ(back.threshold, chosen.threshold);
  EXPECT_EQ(back.options.quantile, 0.95);
  EXPECT_EQ(back.options.null, NullOf::feature);
}

}  // namespace
}  // namespace lexicnn
