// Likeness of classes, of concepts, Mantel's test and the tree.
#include "lexicnn/lexicon/similarity.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>

#include "lexicnn/core/random.hpp"
#include "lexicnn/lexicon/taxonomy_similarity.hpp"

#include "lexicon/graph_support.hpp"

namespace lexicnn {
namespace {

using test::error_of;
using Places = std::vector<std::uint64_t>;
using Synsets = std::vector<Taxonomy::Place>;

double path(const Taxonomy& taxonomy, const char* a, const char* b) {
  return taxonomy_similarity(taxonomy, Synsets{taxonomy.place_of(a), taxonomy.place_of(b)},
                             TaxonomyMeasure::path)(0, 1);
}

double wu_palmer(const Taxonomy& taxonomy, const char* a, const char* b) {
  return taxonomy_similarity(taxonomy, Synsets{taxonomy.place_of(a), taxonomy.place_of(b)},
                             TaxonomyMeasure::wu_palmer)(0, 1);
}

TEST(TaxonomySimilarity, OfTheZoo) {
  const Taxonomy zoo = test::zoo();
  EXPECT_EQ(path(zoo, "n6", "n6"), 1);
  EXPECT_EQ(path(zoo, "n6", "n7"), 1.0 / 3);
  EXPECT_EQ(path(zoo, "n6", "n4"), 1.0 / 2);
  EXPECT_EQ(path(zoo, "n6", "n10"), 1.0 / 7);
  EXPECT_EQ(wu_palmer(zoo, "n6", "n6"), 1);
  EXPECT_EQ(wu_palmer(zoo, "n6", "n7"), 8.0 / 10);
  EXPECT_EQ(wu_palmer(zoo, "n6", "n8"), 6.0 / 9);
  EXPECT_EQ(wu_palmer(zoo, "n6", "n10"), 2.0 / 8);
}

TEST(TaxonomySimilarity, ASubsumerIsReachedByTheShortestWay) {
  // From x up to s take three links, but by r, which is above both, two.
  const Taxonomy taxonomy({{"r", {}}, {"s", {}}, {"t", {}}, {"u", {}}, {"x", {}}, {"y", {}}},
                          {{"s", "r"}, {"t", "s"}, {"u", "t"}, {"x", "u"}, {"x", "r"}, {"y", "s"}});
  EXPECT_EQ(path(taxonomy, "x", "y"), 1.0 / 4);
  EXPECT_EQ(wu_palmer(taxonomy, "x", "y"), 4.0 / (4 + 2 + 1));
}

TEST(TaxonomySimilarity, WithoutACommonAncestor) {
  const Taxonomy taxonomy({{"a", {}}, {"b", {}}}, {});
  EXPECT_EQ(path(taxonomy, "a", "b"), 0);
  EXPECT_EQ(wu_palmer(taxonomy, "a", "b"), 0);
}

TEST(TaxonomySimilarity, TiesAreBrokenTheSameWayRound) {
  // p and q are equally deep along the shortest way, q deeper along the longest.
  const Taxonomy taxonomy(
      {{"r", {}}, {"p", {"beta"}}, {"q", {"alpha"}}, {"m", {}}, {"x", {}}, {"y", {}}},
      {{"p", "r"},
       {"q", "r"},
       {"m", "r"},
       {"q", "m"},
       {"x", "p"},
       {"x", "q"},
       {"y", "p"},
       {"y", "q"}});
  EXPECT_EQ(wu_palmer(taxonomy, "x", "y"), 6.0 / 8) << "alpha comes first";
  EXPECT_EQ(wu_palmer(taxonomy, "y", "x"), 6.0 / 8);
}

Scores profiles(const std::vector<double>& s, std::size_t classes) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < classes; ++i)
    names.push_back("c" + std::to_string(i));
  return test::small_scores(names, std::vector<std::int64_t>(classes, 3),
                            std::vector<std::string>(s.size() / classes, "a"), s);
}

Grid<double> likeness(const Scores& scores, LikenessMeasure measure, unsigned threads = 1) {
  Places rows(scores.class_count());
  Places features(scores.feature_count());
  std::iota(rows.begin(), rows.end(), std::uint64_t{0});
  std::iota(features.begin(), features.end(), std::uint64_t{0});
  Context context;
  context.threads = threads;
  return class_likeness(scores, select(scores, {.rule = SelectRule::threshold, .threshold = .3}),
                        rows, features, measure, context);
}

TEST(Likeness, Cosine) {
  const Grid<double> out =
      likeness(profiles({1, 0, 1, 1, -1, 0, 0, 0}, 4), LikenessMeasure::cosine);
  EXPECT_NEAR(out(0, 1), 1 / std::sqrt(2.0), 1e-15);
  EXPECT_EQ(out(0, 2), -1);
  EXPECT_EQ(out(0, 3), 0) << "a class without a profile";
  EXPECT_EQ(out(3, 3), 1);
  EXPECT_EQ(out(1, 0), out(0, 1));
}

TEST(Likeness, RankIsOfTheOrderAlone) {
  const Grid<double> out = likeness(profiles({.1, .2, .9, -.5, .6, .7, .9, .2, .1, .3, .3, .3}, 4),
                                    LikenessMeasure::rank);
  EXPECT_DOUBLE_EQ(out(0, 1), 1);
  EXPECT_DOUBLE_EQ(out(0, 2), -1);
  EXPECT_EQ(out(0, 3), 0) << "one rank for all";
}

TEST(Likeness, OverlapIsOfSides) {
  // Selected: + - 0 +, + + + 0, 0 0 0 0.
  const Grid<double> out = likeness(profiles({.5, -.5, .1, .9, .5, .5, .5, 0, .1, .1, .1, .1}, 3),
                                    LikenessMeasure::overlap);
  EXPECT_DOUBLE_EQ(out(0, 1), 1.0 / 5) << "one shared, two of the opposite sides, two of one alone";
  EXPECT_EQ(out(0, 2), 0);
}

TEST(Likeness, DoesNotDependOnThreads) {
  RandomStream random(5, 0);
  std::vector<double> s(12 * 37);
  for (double& value : s)
    value = random.uniform() * 2 - 1;
  const Scores scores = profiles(s, 12);
  for (const LikenessMeasure measure :
       {LikenessMeasure::cosine, LikenessMeasure::rank, LikenessMeasure::overlap}) {
    EXPECT_EQ(likeness(scores, measure, 1), likeness(scores, measure, 5));
  }
}

Grid<double> random_similarity(std::uint64_t things, std::uint64_t seed, std::uint32_t levels) {
  RandomStream random(seed, 0);
  Grid<double> out(things, things, 1.0);
  for (std::uint64_t i = 0; i < things; ++i) {
    for (std::uint64_t j = i + 1; j < things; ++j)
      out(i, j) = out(j, i) = random.below(levels) / static_cast<double>(levels);
  }
  return out;
}

TEST(Mantel, RanksAreCentredAndTied) {
  Grid<double> similarity(3, 3);
  similarity(0, 1) = similarity(0, 2) = .5;
  similarity(1, 2) = .9;
  EXPECT_EQ(pair_ranks(similarity), (std::vector<std::int32_t>{-1, -1, 2}));
}

/// The same permutations, by ranks as doubles and sums of products.
MantelTest slow_mantel(const Grid<double>& a, const Grid<double>& b, std::uint64_t permutations,
                       std::uint64_t seed) {
  const std::uint64_t n = a.rows();
  const auto rank = [n](const Grid<double>& of, std::uint64_t i, std::uint64_t j) {
    double out = .5;
    for (std::uint64_t k = 0; k < n; ++k) {
      for (std::uint64_t l = k + 1; l < n; ++l)
        out += of(k, l) < of(i, j) ? 1 : (of(k, l) == of(i, j) ? .5 : 0);
    }
    return out;
  };
  const double mean = (static_cast<double>(n * (n - 1)) / 2 + 1) / 2;
  const auto correlate = [&](const std::vector<std::uint32_t>& order) {
    double ab = 0, aa = 0, bb = 0;
    for (std::uint64_t i = 0; i < n; ++i) {
      for (std::uint64_t j = i + 1; j < n; ++j) {
        const double x = rank(a, i, j) - mean;
        const double y = rank(b, order[i], order[j]) - mean;
        ab += x * y;
        aa += x * x;
        bb += y * y;
      }
    }
    return ab / std::sqrt(aa * bb);
  };
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  const double rho = correlate(order);
  double as_strong = 0;
  for (std::uint64_t r = 0; r < permutations; ++r) {
    std::iota(order.begin(), order.end(), 0U);
    RandomStream(seed, r).shuffle(std::span(order));
    if (std::abs(correlate(order)) >= std::abs(rho) - 1e-12) ++as_strong;
  }
  return {rho, (as_strong + 1) / (static_cast<double>(permutations) + 1)};
}

TEST(Mantel, EqualsTheDefinition) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const Grid<double> a = random_similarity(6, seed, 5);
    const Grid<double> b = random_similarity(6, seed + 10, 3);
    const std::vector<std::vector<std::int32_t>> ones{pair_ranks(a), pair_ranks(b)};
    const std::vector<std::vector<std::int32_t>> others{pair_ranks(b)};
    const Grid<MantelTest> tests = mantel_tests(ones, others, 6, 60, seed);
    const MantelTest slow = slow_mantel(a, b, 60, seed);
    EXPECT_NEAR(tests(0, 0).rho, slow.rho, 1e-12);
    EXPECT_EQ(tests(0, 0).p, slow.p);
    EXPECT_DOUBLE_EQ(tests(1, 0).rho, 1);
  }
}

TEST(Mantel, SmallestPAndThreads) {
  const Grid<double> a = random_similarity(12, 4, 1000);
  const std::vector<std::vector<std::int32_t>> ranks{pair_ranks(a)};
  EXPECT_EQ(mantel_tests(ranks, ranks, 12, 999, 1)(0, 0).p, .001);
  const std::vector<std::vector<std::int32_t>> others{pair_ranks(random_similarity(12, 9, 7))};
  Context five;
  five.threads = 5;
  Context one;
  one.threads = 1;
  const MantelTest x = mantel_tests(ranks, others, 12, 500, 7, one)(0, 0);
  const MantelTest y = mantel_tests(ranks, others, 12, 500, 7, five)(0, 0);
  EXPECT_EQ(x.p, y.p);
  EXPECT_EQ(x.rho, y.rho);
  EXPECT_GT(x.p, .001);
}

TEST(Mantel, AConstantSimilarityTellsNothing) {
  const std::vector<std::vector<std::int32_t>> constant{pair_ranks(Grid<double>(4, 4, .5))};
  const MantelTest test = mantel_tests(constant, constant, 4, 9, 1)(0, 0);
  EXPECT_TRUE(std::isnan(test.rho));
  EXPECT_TRUE(std::isnan(test.p));
}

TEST(Mantel, Refuses) {
  error_of(ErrorKind::invalid_input, [] { pair_ranks(Grid<double>(2, 2)); });
  error_of(ErrorKind::invalid_input, [] { pair_ranks(Grid<double>(3, 4)); });
  const std::vector<std::vector<std::int32_t>> ranks{{0, 0, 0}};
  error_of(ErrorKind::invalid_input, [&] { mantel_tests(ranks, ranks, 4, 9, 1); });
}

Grid<double> distances_of(const Grid<double>& similarity) {
  Grid<double> out(similarity.rows(), similarity.columns());
  for (std::size_t i = 0; i < out.values().size(); ++i)
    out.values()[i] = 1 - similarity.values()[i];
  return out;
}

/// Merges the two clusters of least mean distance, found among all pairs of things.
std::vector<double> slow_heights(const Grid<double>& distances) {
  std::vector<std::vector<std::uint64_t>> clusters;
  for (std::uint64_t i = 0; i < distances.rows(); ++i)
    clusters.push_back({i});
  std::vector<double> out;
  while (clusters.size() > 1) {
    double least = std::numeric_limits<double>::infinity();
    std::size_t first = 0, second = 0;
    for (std::size_t a = 0; a < clusters.size(); ++a) {
      for (std::size_t b = a + 1; b < clusters.size(); ++b) {
        double sum = 0;
        for (const std::uint64_t i : clusters[a]) {
          for (const std::uint64_t j : clusters[b])
            sum += distances(i, j);
        }
        const double mean = sum / static_cast<double>(clusters[a].size() * clusters[b].size());
        if (mean < least) {
          least = mean;
          first = a;
          second = b;
        }
      }
    }
    out.push_back(least);
    clusters[first].insert(clusters[first].end(), clusters[second].begin(), clusters[second].end());
    clusters.erase(clusters.begin() + static_cast<std::ptrdiff_t>(second));
  }
  return out;
}

TEST(Dendrogram, HeightsAreMeanDistances) {
  const Grid<double> distances = distances_of(random_similarity(15, 8, 1U << 30U));
  const std::vector<Merge> merges = average_linkage(distances);
  const std::vector<double> heights = slow_heights(distances);
  ASSERT_EQ(merges.size(), heights.size());
  for (std::size_t i = 0; i < heights.size(); ++i)
    EXPECT_NEAR(merges[i].height, heights[i], 1e-12);
  EXPECT_EQ(merges.back().size, 15U);
}

TEST(Dendrogram, Newick) {
  Grid<double> distances(3, 3);
  distances(0, 1) = distances(1, 0) = .5;
  distances(0, 2) = distances(2, 0) = distances(1, 2) = distances(2, 1) = 1;
  const std::vector<Merge> merges = average_linkage(distances);
  EXPECT_EQ(merges, (std::vector<Merge>{{0, 1, .5, 2}, {2, 3, 1, 3}}));
  EXPECT_EQ(to_newick(merges, {"a", "it's (b)", "c_d"}),
            "('c_d':0.5,(a:0.25,'it''s (b)':0.25):0.25);\n");
  EXPECT_EQ(to_newick({}, {"alone"}), "alone;\n");
}

TEST(Dendrogram, Refuses) {
  error_of(ErrorKind::invalid_input, [] { average_linkage(Grid<double>(2, 3)); });
  error_of(ErrorKind::invalid_input, [] { average_linkage(Grid<double>(2, 2, -1.0)); });
  error_of(ErrorKind::invalid_input, [] { average_linkage(Grid<double>(2, 2, std::nan(""))); });
  error_of(ErrorKind::invalid_input, [] { to_newick({}, {"a", "b"}); });
}

Scores four_animals() {
  Scores out = test::small_scores(
      {"dog", "cat", "bird", "car", "animal"}, {5, 5, 5, 5, 15}, {"low", "low", "high", "high"},
      {.1, .9, .9, .8, .8, -.2, .8, .8, -.5, .3, .6, .1, .4, .4, -.9, -.7, .5, .5, .5, .5});
  test::set_rows(out, {"class", "class", "class", "class", "synset"},
                 {"n6", "n7", "n8", "n10", "n3"});
  return out;
}

TEST(Similarity, LayersAndAll) {
  const Scores scores = four_animals();
  const Selection selection = select(scores, {.rule = SelectRule::threshold, .threshold = .3});
  const SimilarityResult plain = class_similarity(scores, selection);
  EXPECT_EQ(plain.classes, (std::vector<std::string>{"dog", "cat", "bird", "car"}))
      << "synsets are left out";
  ASSERT_EQ(plain.layers.size(), 3U);
  EXPECT_EQ(plain.layers[2].layer, "all");
  EXPECT_EQ(plain.layers[2].features, 4U);
  EXPECT_TRUE(std::isnan(plain.layers[0].path.rho));
  EXPECT_EQ(plain.permutations, 0U);
  const Taxonomy zoo = test::zoo();
  const RowSynsets synsets{zoo, row_synsets(scores, zoo)};
  const SimilarityResult tested =
      class_similarity(scores, selection, {.layer = "high", .permutations = 99}, &synsets);
  EXPECT_EQ(tested.layer, "high");
  EXPECT_EQ(tested.mapped, 4U);
  EXPECT_NEAR(tested.likeness(0, 1), 1, .01);
  EXPECT_GT(tested.layers[1].path.rho, tested.layers[0].path.rho);
  EXPECT_TRUE(std::isnan(tested.path_trend)) << "two layers make no trend";
  EXPECT_EQ(tested.merges.front().first, 0U);
  EXPECT_EQ(tested.merges.front().second, 1U);
}

TEST(Similarity, Refuses) {
  const Scores scores = four_animals();
  const Selection selection = select(scores, {.rule = SelectRule::threshold, .threshold = .3});
  EXPECT_EQ(error_of(ErrorKind::invalid_input,
                     [&] { class_similarity(scores, selection, {.layer = "hgh"}); }),
            "there is no layer 'hgh'; did you mean 'high'?");
  const Taxonomy zoo = test::zoo();
  const RowSynsets two{zoo, {zoo.place_of("n6"), zoo.place_of("n7"), {}, {}, {}}};
  error_of(ErrorKind::invalid_input, [&] { class_similarity(scores, selection, {}, &two); });
  const Scores one = test::small_scores({"a"}, {1}, {"x"}, {.5});
  EXPECT_EQ(error_of(ErrorKind::invalid_input,
                     [&] { class_similarity(one, select(one, {.rule = SelectRule::threshold})); }),
            "likeness needs two classes at least");
}

TEST(Similarity, AsText) {
  const Scores scores = four_animals();
  const Selection selection = select(scores, {.rule = SelectRule::threshold, .threshold = .3});
  const std::string text = to_text(class_similarity(scores, selection), 1);
  EXPECT_EQ(text.find("likeness of 4 classes, cosine over all features\n\nmost alike\n"), 0U);
  EXPECT_NE(text.find("least alike\n  -0.64  bird, car"), std::string::npos) << text;
  EXPECT_EQ(text.find("rho"), std::string::npos);
}

TEST(Similarity, AsCsv) {
  SimilarityResult result;
  result.classes = {"a,b", "c"};
  result.likeness = Grid<double>(2, 2, 1);
  result.likeness(0, 1) = result.likeness(1, 0) = .1;
  EXPECT_EQ(to_csv(result), "class,\"a,b\",c\r\n\"a,b\",1,0.1\r\nc,0.1,1\r\n");
}

}  // namespace
}  // namespace lexicnn
