// Descriptions of random scores against a slow, obvious one.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lexicnn/core/random.hpp"
#include "lexicnn/lexicon/describe.hpp"

#include "support/small_scores.hpp"

namespace lexicnn {
namespace {

constexpr std::uint64_t kClasses = 7;
constexpr std::uint64_t kFeatures = 50;

/// Signed KS on a coarse grid, so that ties and zeros are many.
Scores coarse_scores(std::uint64_t seed) {
  RandomStream stream(seed, 0);
  std::vector<double> s;
  for (std::uint64_t i = 0; i < kClasses * kFeatures; ++i)
    s.push_back((stream.below(21) - 10.0) / 10);
  std::vector<std::string> classes;
  for (std::uint64_t c = 0; c < kClasses; ++c)
    classes.push_back(fmt::format("c{}", c));
  return test::small_scores(classes, std::vector<std::int64_t>(kClasses, 4),
                            std::vector<std::string>(kFeatures, "a"), s);
}

/// Places of the pairs on one side (sign), sorted stably by strength.
std::vector<std::uint64_t> slow_places(const std::vector<double>& s, double sign,
                                       double threshold) {
  std::vector<std::uint64_t> out;
  for (std::uint64_t i = 0; i < s.size(); ++i) {
    if (s[i] * sign > threshold) out.push_back(i);
  }
  std::stable_sort(out.begin(), out.end(),
                   [&](auto a, auto b) { return std::abs(s[a]) > std::abs(s[b]); });
  return out;
}

TEST(DescribeReference, ClassesAgree) {
  const Scores scores = coarse_scores(1);
  const Selection selection = select(scores, {.rule = SelectRule::threshold, .threshold = 0.35});
  for (std::uint64_t c = 0; c < kClasses; ++c) {
    std::vector<double> s;
    for (std::uint64_t f = 0; f < kFeatures; ++f)
      s.push_back(scores.signed_ks(c, f));
    for (const bool selected_only : {true, false}) {
      const ClassDescription description = describe(scores, selection, scores.classes.index[c],
                                                    {.top = 0, .selected_only = selected_only});
      const double threshold = selected_only ? 0.35 : 0;
      std::vector<std::uint64_t> presence, absence;
      for (const Statement& statement : description.presence)
        presence.push_back(statement.feature);
      for (const Statement& statement : description.absence)
        absence.push_back(statement.feature);
      EXPECT_EQ(presence, slow_places(s, 1, threshold));
      EXPECT_EQ(absence, slow_places(s, -1, threshold));
      EXPECT_EQ(description.selected_presence, slow_places(s, 1, 0.35).size());
      EXPECT_EQ(description.selected_absence, slow_places(s, -1, 0.35).size());
    }
  }
}

TEST(DescribeReference, FeaturesAgree) {
  const Scores scores = coarse_scores(2);
  const Selection selection = select(scores, {.rule = SelectRule::threshold, .threshold = 0.35});
  for (std::uint64_t f = 0; f < kFeatures; ++f) {
    std::vector<double> s;
    for (std::uint64_t c = 0; c < kClasses; ++c)
      s.push_back(scores.signed_ks(c, f));
    const FeatureDescription description =
        describe_feature(scores, selection, scores.features.index[f], {.top = 0});
    std::vector<std::uint64_t> presence, absence;
    for (const auto& statement : description.presence)
      presence.push_back(statement.class_place);
    for (const auto& statement : description.absence)
      absence.push_back(statement.class_place);
    EXPECT_EQ(presence, slow_places(s, 1, 0.35));
    EXPECT_EQ(absence, slow_places(s, -1, 0.35));
    EXPECT_EQ(description.selected_presence, presence.size());
    EXPECT_EQ(description.selected_absence, absence.size());
  }
}

TEST(DescribeReference, BothDirectionsTellTheSame) {
  const Scores scores = coarse_scores(3);
  const Selection selection = select(scores, {.rule = SelectRule::threshold, .threshold = 0.35});
  for (const std::string& name : scores.classes.index) {
    for (const Statement& statement : describe(scores, selection, name, {.top = 0}).absence) {
      const auto feature = describe_feature(scores, selection, statement.name, {.top = 0});
      EXPECT_EQ(feature.selected_presence, statement.presence_classes);
      EXPECT_EQ(feature.selected_absence, statement.absence_classes);
      EXPECT_EQ(feature.absence.size(), statement.also.size() + 1);
    }
  }
}

}  // namespace
}  // namespace lexicnn
