#include "lexicnn/select/select.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/provenance.hpp"
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
  return test::score_values(values, test::numbered_classes(codes, 2), {.nulls = nulls, .seed = 3});
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
  add_selection(file, selection);
  EXPECT_EQ(selection_from(file).options.rule, SelectRule::fdr);
  EXPECT_EQ(selection_from(file).options.fdr, rate);
  EXPECT_THROW(select(scores, {.rule = SelectRule::fdr, .fdr = 0}), Error);
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
  add_selection(file, select(scores, {.quantile = 0.5}));
  const Selection chosen = select(scores, {.quantile = 0.95});
  add_selection(file, chosen);
  const Selection back = selection_from(file);
  EXPECT_EQ(back.selected, chosen.selected);
  EXPECT_EQ(back.threshold, chosen.threshold);
  EXPECT_EQ(back.options.quantile, 0.95);
}

}  // namespace
}  // namespace lexicnn
