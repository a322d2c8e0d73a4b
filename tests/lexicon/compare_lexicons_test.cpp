// Features of two networks that match, and statements that changed.
#include "lexicnn/lexicon/compare_lexicons.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "lexicnn/core/random.hpp"

#include "lexicon/graph_support.hpp"

namespace lexicnn {
namespace {

using test::error_of;
using Names = std::vector<std::string>;

Selection over(const Scores& scores, double threshold) {
  return select(scores, {.rule = SelectRule::threshold, .threshold = threshold});
}

Grid<double> random_grid(std::uint64_t classes, std::uint64_t features, std::uint64_t seed) {
  RandomStream random(seed, 0);
  Grid<double> out(classes, features);
  for (double& value : out.values())
    value = random.below(9) / 4.0 - 1;
  return out;
}

double correlation(const Grid<double>& a, std::uint64_t f, const Grid<double>& b, std::uint64_t g) {
  const auto n = static_cast<double>(a.rows());
  double ma = 0, mb = 0, ab = 0, aa = 0, bb = 0;
  for (std::uint64_t c = 0; c < a.rows(); ++c) {
    ma += a(c, f) / n;
    mb += b(c, g) / n;
  }
  for (std::uint64_t c = 0; c < a.rows(); ++c) {
    ab += (a(c, f) - ma) * (b(c, g) - mb);
    aa += (a(c, f) - ma) * (a(c, f) - ma);
    bb += (b(c, g) - mb) * (b(c, g) - mb);
  }
  return ab / std::sqrt(aa * bb);
}

TEST(MatchFeatures, AreEachOthersBest) {
  const Grid<double> a = random_grid(11, 70, 1);
  const Grid<double> b = random_grid(11, 45, 2);
  const std::vector<FeatureMatch> matches = match_features(a, b);
  EXPECT_GT(matches.size(), 10U);
  std::vector<bool> matched(70, false);
  for (const FeatureMatch& match : matches) {
    matched[match.first] = true;
    EXPECT_NEAR(match.r, correlation(a, match.first, b, match.second), 1e-12);
    for (std::uint64_t g = 0; g < 45; ++g)
      EXPECT_LE(correlation(a, match.first, b, g), match.r + 1e-12);
    for (std::uint64_t f = 0; f < 70; ++f)
      EXPECT_LE(correlation(a, f, b, match.second), match.r + 1e-12);
  }
  // The others have a best match that has a better one.
  for (std::uint64_t f = 0; f < 70; ++f) {
    if (matched[f]) continue;
    std::uint64_t best = 0;
    for (std::uint64_t g = 1; g < 45; ++g) {
      if (correlation(a, f, b, g) > correlation(a, f, b, best) + 1e-12) best = g;
    }
    bool better = false;
    for (std::uint64_t other = 0; other < 70; ++other)
      better |= other != f && correlation(a, other, b, best) >= correlation(a, f, b, best) - 1e-12;
    EXPECT_TRUE(better) << f;
  }
}

TEST(MatchFeatures, AShuffledCopyIsFound) {
  const Grid<double> a = random_grid(20, 64, 3);
  Grid<double> b(20, 64);
  for (std::uint64_t c = 0; c < 20; ++c) {
    for (std::uint64_t f = 0; f < 64; ++f)
      b(c, (f * 37 + 5) % 64) = 2 * a(c, f) + .25;
  }
  const std::vector<FeatureMatch> matches = match_features(a, b);
  ASSERT_EQ(matches.size(), 64U);
  for (const FeatureMatch& match : matches) {
    EXPECT_EQ(match.second, (match.first * 37 + 5) % 64);
    EXPECT_NEAR(match.r, 1, 1e-12);
  }
}

TEST(MatchFeatures, ConstantOnesMatchNone) {
  Grid<double> a = random_grid(5, 2, 3);
  for (std::uint64_t c = 0; c < 5; ++c)
    a(c, 0) = .1;
  const std::vector<FeatureMatch> matches = match_features(a, a);
  ASSERT_EQ(matches.size(), 1U);
  EXPECT_EQ(matches[0].first, 1U);
}

TEST(MatchFeatures, EqualOnesMatchTheFirst) {
  Grid<double> a(4, 2);
  for (std::uint64_t c = 0; c < 4; ++c)
    a(c, 0) = a(c, 1) = static_cast<double>(c);
  EXPECT_EQ(match_features(a, a).size(), 1U);
  EXPECT_EQ(match_features(a, a)[0].second, 0U);
}

TEST(MatchFeatures, DoNotDependOnThreads) {
  const Grid<double> a = random_grid(7, 333, 5);
  const Grid<double> b = random_grid(7, 150, 6);
  Context one;
  one.threads = 1;
  Context six;
  six.threads = 6;
  EXPECT_EQ(match_features(a, b, one), match_features(a, b, six));
}

TEST(MatchFeatures, Refuses) {
  error_of(ErrorKind::invalid_input,
           [] { match_features(Grid<double>(2, 3), Grid<double>(2, 3)); });
  error_of(ErrorKind::invalid_input,
           [] { match_features(Grid<double>(4, 3), Grid<double>(3, 3)); });
}

Scores before() {
  return test::small_scores({"cat", "dog", "emu"}, {4, 4, 4}, {"a", "a", "b"},
                            {.9, -.5, 0, .2, .6, .7, .4, .4, .4});
}

/// Another order of classes, and one that is new.
Scores after() {
  return test::small_scores({"dog", "fox", "cat"}, {4, 4, 4}, {"a", "a", "b"},
                            {.7, -.7, .75, 0, 0, 0, .9, .1, 0});
}

TEST(CompareLexicons, WhatChanged) {
  const Scores first = before();
  const Scores second = after();
  const LexiconComparison out = compare_lexicons(first, over(first, .3), second, over(second, .3));
  EXPECT_EQ(out.match, MatchBy::name);
  EXPECT_EQ(out.classes, (Names{"cat", "dog"}));
  EXPECT_EQ(out.only_first, Names{"emu"});
  EXPECT_EQ(out.only_second, Names{"fox"});
  EXPECT_EQ(out.all, (ChangeCounts{2, 1, 1, 1}));
  ASSERT_EQ(out.layers.size(), 2U);
  EXPECT_EQ(out.layers[1].counts, (ChangeCounts{1, 0, 0, 0}));
  EXPECT_EQ(out.by_class[0].counts, (ChangeCounts{1, 0, 1, 0}));
  ASSERT_EQ(out.changes.size(), 3U);
  EXPECT_EQ(out.changes[0].change, Change::flipped);
  EXPECT_EQ(out.changes[0].class_name, "dog");
  EXPECT_EQ(out.changes[0].first_feature, "a:1");
  EXPECT_EQ(out.changes[0].second_signed_ks, -.7);
  EXPECT_EQ(out.changes[1].change, Change::vanished);
  EXPECT_EQ(out.changes[2].change, Change::appeared);
}

TEST(CompareLexicons, WithItselfNothingChanges) {
  const Scores first = before();
  const LexiconComparison out = compare_lexicons(first, over(first, .3), first, over(first, .3));
  EXPECT_EQ(out.all.kept, 7U);
  EXPECT_TRUE(out.changes.empty());
  EXPECT_NE(to_text(out, 5).find("no statement has changed"), std::string::npos);
}

TEST(CompareLexicons, OtherNamesMatchByProfile) {
  const Scores first = before();
  Scores second = test::small_scores({"cat", "dog", "emu"}, {4, 4, 4}, {"x", "x", "x", "x"},
                                     {0, 0, .9, -.5, 0, .7, .2, .6, 0, .4, .4, .4});
  const LexiconComparison out = compare_lexicons(first, over(first, .3), second, over(second, .3));
  EXPECT_EQ(out.match, MatchBy::profile);
  ASSERT_EQ(out.matches.size(), 3U);
  EXPECT_EQ(out.matches[0].second, 2U);
  EXPECT_EQ(out.matches[1].second, 3U);
  EXPECT_EQ(out.matches[2].second, 1U);
  EXPECT_EQ(out.quality.matches, 3U);
  EXPECT_NEAR(out.quality.median, 1, 1e-12);
  EXPECT_TRUE(out.changes.empty());
  EXPECT_NE(to_text(out, 5).find("classes shuffled"), std::string::npos);
}

TEST(CompareLexicons, ByNameOnRequest) {
  const Scores first = before();
  const Scores second = test::small_scores({"cat", "dog", "emu"}, {4, 4, 4}, {"b"}, {.9, .9, -.9});
  const LexiconComparison out =
      compare_lexicons(first, over(first, .3), second, over(second, .3), {.match = MatchBy::name});
  ASSERT_EQ(out.matches.size(), 1U);
  EXPECT_EQ(out.matches[0].first, 2U);
  EXPECT_TRUE(std::isnan(out.matches[0].r));
  EXPECT_EQ(out.all, (ChangeCounts{1, 1, 0, 1}));
}

TEST(CompareLexicons, Refuses) {
  const Scores first = before();
  const Selection selection = over(first, .3);
  const Scores other = test::small_scores({"fox"}, {4}, {"z"}, {.5});
  EXPECT_NE(error_of(ErrorKind::invalid_input,
                     [&] { compare_lexicons(first, selection, other, over(other, .3)); })
                .find("no class is in both"),
            std::string::npos);
  const Scores cat = test::small_scores({"cat"}, {4}, {"z"}, {.5});
  EXPECT_NE(
      error_of(
          ErrorKind::invalid_input,
          [&] { compare_lexicons(first, selection, cat, over(cat, .3), {.match = MatchBy::name}); })
          .find("give --match profile"),
      std::string::npos);
  EXPECT_NE(error_of(ErrorKind::invalid_input,
                     [&] { compare_lexicons(first, selection, cat, over(cat, .3)); })
                .find("three classes"),
            std::string::npos);
  EXPECT_NE(error_of(ErrorKind::invalid_input,
                     [&] { compare_lexicons(first, over(cat, .3), cat, over(cat, .3)); })
                .find("select again"),
            std::string::npos);
  const Scores alike = test::small_scores({"cat", "dog", "emu"}, {4, 4, 4}, {"z"}, {.9, .1, .4});
  EXPECT_NE(error_of(ErrorKind::invalid_input,
                     [&] {
                       compare_lexicons(first, selection, alike, over(alike, .3), {.least_r = 1.0});
                     })
                .find("no two features match"),
            std::string::npos);
}

TEST(CompareLexicons, AsCsv) {
  const Scores first = before();
  const Scores second = after();
  EXPECT_EQ(to_csv(compare_lexicons(first, over(first, .3), second, over(second, .3))),
            "class,first_feature,second_feature,r,change,first_signed_ks,second_signed_ks\r\n"
            "dog,a:1,a:1,,flipped,0.6,-0.7\r\n"
            "cat,a:1,a:1,,vanished,-0.5,0.1\r\n"
            "dog,a:0,a:0,,appeared,0.2,0.7\r\n");
}

}  // namespace
}  // namespace lexicnn
