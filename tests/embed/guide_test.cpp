#include <gtest/gtest.h>
#include <limits>
#include <numeric>

#include "lexicnn/embed/derived_thresholds.hpp"
#include "lexicnn/embed/embedding.hpp"
#include "lexicnn/embed/feature_weights.hpp"
#include "lexicnn/score/score.hpp"

#include "embed/support.hpp"

namespace {

using namespace lexicnn;
using namespace lexicnn::test;

/// Images of three classes of which every feature tells something, and their scores.
struct Sample {
  explicit Sample(std::uint64_t seed, std::uint64_t rows = 60, std::uint64_t columns = 24)
      : x(random_matrix(rows, columns, seed)) {
    labels.names = {"a", "b", "c"};
    for (std::uint64_t row = 0; row < rows; ++row) {
      labels.codes.push_back(static_cast<std::int32_t>(row % 3));
      for (std::uint64_t column = 0; column < columns; column += 3)
        x(row, column) += row % 3 == 0 ? 2.0F : row % 3 == 1 ? -1.0F : 0.0F;
    }
    scores = score(source(), labels, named_features(columns), {.nulls = 20});
    selection = select(scores);
  }

  [[nodiscard]] MemorySource source() const {
    return MemorySource(row_major(x.values().data(), x.rows(), x.columns()));
  }

  Grid<float> x;
  ClassLabels labels;
  Scores scores;
  Selection selection;
};

/// The balanced accuracy of two cuts, by its definition.
double accuracy(const Sample& sample, double lower, double upper) {
  std::array<double, 3> right{};
  std::array<double, 3> all{};
  const auto& mean = sample.scores.features.get<std::vector<double>>("mean");
  const auto& std = sample.scores.features.get<std::vector<double>>("std");
  for (std::uint64_t c = 0; c < 3; ++c) {
    for (std::uint64_t f = 0; f < sample.scores.feature_count(); ++f) {
      if (std[f] == 0) continue;
      const double z = (sample.scores.class_mean(c, f) - mean[f]) / std[f];
      const int said = z > upper ? 1 : z < lower ? -1 : 0;
      const int kind = sample.selection.selected(c, f);
      ++all.at(static_cast<std::size_t>(kind + 1));
      if (said == kind) ++right.at(static_cast<std::size_t>(kind + 1));
    }
  }
  return (right[0] / all[0] + right[1] / all[1] + right[2] / all[2]) / 3;
}

TEST(DerivedThresholds, AreTheBestOfAllCuts) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Sample sample(seed);
    const DerivedThresholds derived = derive_thresholds(sample.scores, sample.selection);
    EXPECT_LE(derived.lower, derived.upper);
    EXPECT_NEAR(derived.accuracy, accuracy(sample, derived.lower, derived.upper), 1e-12);
    EXPECT_NEAR(derived.paper_accuracy, accuracy(sample, -0.25, 0.15), 1e-12);
    double best = 0;
    for (double lower = -2; lower <= 2; lower += 0.02) {
      for (double upper = lower; upper <= 2; upper += 0.02)
        best = std::max(best, accuracy(sample, lower, upper));
    }
    EXPECT_GE(derived.accuracy, best - 1e-12) << seed;
  }
}

TEST(DerivedThresholds, CutMidwayBetweenKinds) {
  Sample sample(1, 6, 3);
  sample.scores.class_mean = Grid<double>(3, 3);
  sample.scores.features.set("mean", std::vector<double>(3, 0.0));
  sample.scores.features.set("std", std::vector<double>(3, 1.0));
  sample.scores.features.set("dead", std::vector<bool>(3, false));
  const std::vector<double> z{-2, -1, -0.5, 0, 0.1, 0.3, 0.7, 1, 2};
  const std::vector<std::int8_t> kind{-1, -1, -1, 0, 0, 0, 1, 1, 1};
  sample.scores.class_mean.values() = z;
  sample.selection.selected.values() = kind;
  const DerivedThresholds derived = derive_thresholds(sample.scores, sample.selection);
  EXPECT_EQ(derived.lower, -0.25);
  EXPECT_EQ(derived.upper, 0.5);
  EXPECT_EQ(derived.accuracy, 1);
  EXPECT_EQ(derived.absence, 3U);
  EXPECT_EQ(derived.noise, 3U);
  EXPECT_EQ(derived.presence, 3U);
  EXPECT_NEAR(derived.paper_accuracy, (1 + 2.0 / 3 + 1) / 3, 1e-15);
}

TEST(DerivedThresholds, NeedEveryKind) {
  Sample sample(1);
  for (std::int8_t& kind : sample.selection.selected.values())
    kind = kind < 0 ? std::int8_t{0} : kind;
  EXPECT_NE(error_of(ErrorKind::invalid_input,
                     [&] { (void)derive_thresholds(sample.scores, sample.selection); })
                .find("0 pairs by absence"),
            std::string::npos);
}

TEST(DerivedThresholds, AreUsed) {
  const Sample sample(3);
  const MemorySource source = sample.source();
  EmbedOptions options;
  options.derived = true;
  const EmbedGuide guide{sample.scores, sample.selection};
  const Embedding fitted = fit_embedding(source, named_features(24), options, &guide);
  ASSERT_TRUE(fitted.derived.has_value());
  EXPECT_EQ(fitted.lower, fitted.derived->lower);
  EXPECT_EQ(fitted.upper, fitted.derived->upper);
  EXPECT_EQ(embed(source, fitted),
            digits_by_definition(sample.x, sample.x.rows(), fitted.lower, fitted.upper));
}

TEST(Selected, KeepsFeaturesOfAnyClass) {
  const Sample sample(4);
  const MemorySource source = sample.source();
  const EmbedGuide guide{sample.scores, sample.selection};
  EmbedOptions options;
  options.method = EmbedMethod::selected;
  const Embedding fitted = fit_embedding(source, named_features(24), options, &guide);
  std::vector<std::uint64_t> expected;
  for (std::uint64_t f = 0; f < 24; ++f) {
    bool any = false;
    for (std::uint64_t c = 0; c < 3; ++c)
      any = any || sample.selection.selected(c, f) != 0;
    if (any) expected.push_back(f);
  }
  ASSERT_LT(expected.size(), 24U);
  EXPECT_EQ(fitted.columns, expected);
  EXPECT_EQ(fitted.weight, std::vector<double>(expected.size(), 1));
  const Grid<std::int8_t> all = digits_by_definition(sample.x, sample.x.rows());
  const Grid<std::int8_t> digits = embed(source, fitted);
  for (std::uint64_t row = 0; row < digits.rows(); ++row) {
    for (std::uint64_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(fitted.features.index[i], "layer:" + std::to_string(expected[i]));
      EXPECT_EQ(digits(row, i), all(row, expected[i]));
    }
  }
}

TEST(Selected, ReadsFewFeaturesOfMany) {
  const Sample sample(5, 60, 400);
  const MemorySource source = sample.source();
  Selection few = sample.selection;
  few.selected = Grid<std::int8_t>(3, 400);
  for (const std::uint64_t f : {0U, 1U, 150U, 151U, 399U})
    few.selected(1, f) = 1;
  const EmbedGuide guide{sample.scores, few};
  EmbedOptions options;
  options.method = EmbedMethod::selected;
  const Embedding fitted = fit_embedding(source, named_features(400), options, &guide);
  EXPECT_EQ(fitted.columns, (std::vector<std::uint64_t>{0, 1, 150, 151, 399}));
  const Grid<std::int8_t> all = digits_by_definition(sample.x, 60);
  const Grid<std::int8_t> digits = embed(source, fitted);
  for (std::uint64_t i = 0; i < 5; ++i)
    EXPECT_EQ(digits(7, i), all(7, fitted.columns[i]));
}

TEST(Selected, NeedsASelectedFeature) {
  Sample sample(1);
  sample.selection.selected = Grid<std::int8_t>(3, 24);
  EXPECT_NE(
      error_of(
          ErrorKind::invalid_input,
          [&] { (void)feature_weights(EmbedMethod::selected, sample.scores, sample.selection); })
          .find("no feature is selected"),
      std::string::npos);
}

TEST(Guide, MustBeOfTheTrainingImages) {
  const Sample sample(1);
  const Sample other(2);
  const EmbedGuide guide{other.scores, other.selection};
  EmbedOptions options;
  options.method = EmbedMethod::selected;
  const MemorySource source = sample.source();
  EXPECT_NE(error_of(ErrorKind::invalid_input,
                     [&] { (void)fit_embedding(source, named_features(24), options, &guide); })
                .find("of other images than the training ones"),
            std::string::npos);
  Table renamed = named_features(24);
  renamed.index[3] = "layer:x";
  const EmbedGuide own{sample.scores, sample.selection};
  EXPECT_NE(error_of(ErrorKind::invalid_input,
                     [&] { (void)fit_embedding(source, renamed, options, &own); })
                .find("number 3 is 'layer:3' there, 'layer:x' here"),
            std::string::npos);
}

}  // namespace
