// Profiles side by side.
#include "lexicnn/profile/compare.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <sstream>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/text.hpp"

#include "profile/noise.hpp"

namespace lexicnn {
namespace {

NamedProfile named(const std::string& name, std::uint64_t seed, double shift,
                   std::uint64_t halves = 60) {
  const Scores scores = test::noise(seed, shift, halves);
  return {name, profile(scores, select(scores))};
}

const ProfileDifference& difference(const ProfileComparison& comparison, DifferenceKind kind,
                                    std::string_view row, std::string_view first = "a",
                                    std::string_view measure = "excess") {
  for (const ProfileDifference& each : comparison.differences) {
    if (each.kind == kind && each.row == row && each.first == first && each.measure == measure)
      return each;
  }
  throw std::out_of_range(std::string(row));
}

TEST(Compare, FindsThePlantedDifferences) {
  // The upper layer of `a` has an effect, `b` is noise.
  const ProfileComparison comparison = compare_profiles({named("a", 1, 1.2), named("b", 2, 0)});
  const auto& within = difference(comparison, DifferenceKind::bands, "low - high");
  EXPECT_LT(within.high, -0.05);
  EXPECT_LT(within.p_holm, 0.001);
  EXPECT_GT(difference(comparison, DifferenceKind::bands, "low - high", "b").p_holm, 0.05);
  EXPECT_LT(difference(comparison, DifferenceKind::profiles, "high").p_holm, 0.01);
  EXPECT_GT(difference(comparison, DifferenceKind::profiles, "low").p, 0.01);
  EXPECT_LT(difference(comparison, DifferenceKind::interaction, "low - high").p_holm, 0.01);
  // Rows of both, and what their differences are of.
  const auto& rows = comparison.profiles;
  EXPECT_DOUBLE_EQ(within.value, rows[0].profile.bands[0].excess - rows[0].profile.bands[1].excess);
  EXPECT_DOUBLE_EQ(difference(comparison, DifferenceKind::profiles, "b").value,
                   rows[0].profile.layers[1].excess - rows[1].profile.layers[1].excess);
}

TEST(Compare, OfNoiseSeldomFindsAny) {
  int found = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const ProfileComparison comparison =
        compare_profiles({named("a", 2 * seed, 0), named("b", 2 * seed + 1, 0)});
    found += std::any_of(comparison.differences.begin(), comparison.differences.end(),
                         [](const ProfileDifference& each) { return each.p_holm <= 0.05; })
                 ? 1
                 : 0;
  }
  EXPECT_LE(found, 6);  // 5 % of 40 and three standard errors
}

TEST(Compare, HolmsAdjustmentKeepsTheOrder) {
  const ProfileComparison comparison = compare_profiles({named("a", 1, 0.4), named("b", 2, 0)});
  std::vector<const ProfileDifference*> all;
  for (const ProfileDifference& each : comparison.differences)
    all.push_back(&each);
  std::sort(all.begin(), all.end(), [](auto* a, auto* b) { return a->p < b->p; });
  EXPECT_DOUBLE_EQ(all.front()->p_holm,
                   std::min(1.0, all.front()->p * static_cast<double>(all.size())));
  for (std::size_t i = 1; i < all.size(); ++i)
    EXPECT_GE(all[i]->p_holm, all[i - 1]->p_holm);
}

TEST(Compare, WithoutHalvesThereIsNoTest) {
  const ProfileComparison comparison = compare_profiles({named("a", 1, 1.2), named("b", 2, 0, 0)});
  EXPECT_FALSE(std::isnan(difference(comparison, DifferenceKind::bands, "low - high").p));
  const auto& between = difference(comparison, DifferenceKind::profiles, "all");
  EXPECT_FALSE(std::isnan(between.value));
  EXPECT_TRUE(std::isnan(between.p));
  EXPECT_TRUE(std::isnan(between.p_holm));
  EXPECT_TRUE(std::isnan(between.low));
}

TEST(Compare, RefusesOneProfileAndEqualNames) {
  EXPECT_THROW(compare_profiles({named("a", 1, 0)}), Error);
  EXPECT_THROW(compare_profiles({named("a", 1, 0), named("a", 2, 0)}), Error);
}

TEST(CompareOutput, HoldsRowsAndDifferences) {
  const ProfileComparison comparison =
      compare_profiles({named("first", 1, 1.2), named("a network with a long name", 2, 0)});
  const std::string text = to_text(comparison);
  for (const char* part : {"band  scores", "bands       in", "low - high  first", "bands, between"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    EXPECT_LE(text_width(line), 100U) << line;
  const std::string csv = to_csv(comparison);
  EXPECT_EQ(csv.substr(0, 12), "scores,kind,");
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 11);  // a header, twice five rows
  const std::string differences = differences_csv(comparison);
  EXPECT_EQ(std::count(differences.begin(), differences.end(), '\n'),
            static_cast<std::ptrdiff_t>(comparison.differences.size()) + 1);
  const std::string json = to_json(comparison);
  EXPECT_NE(json.find("\"name\": \"first\",\n      \"layers\": ["), std::string::npos);
  EXPECT_NE(json.find("\"kind\": \"interaction\""), std::string::npos);
}

}  // namespace
}  // namespace lexicnn
