#include "lexicnn/embed/clustering.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <set>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/random.hpp"

namespace lexicnn {
namespace {

using Points = std::vector<std::vector<double>>;

Grid<double> products_of(const Points& points) {
  Grid<double> out(points.size(), points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::size_t j = 0; j < points.size(); ++j)
      out(i, j) = std::inner_product(points[i].begin(), points[i].end(), points[j].begin(), 0.0);
  }
  return out;
}

/// Groups of points around corners far apart.
Points blobs(std::size_t groups, std::size_t each, double spread, std::uint64_t seed) {
  RandomStream random(seed, 0);
  Points out;
  for (std::size_t i = 0; i < groups * each; ++i) {
    std::vector<double> point(groups);
    for (double& value : point)
      value = spread * (random.uniform() - 0.5);
    point[i % groups] += 10;
    out.push_back(point);
  }
  return out;
}

/// Squared distance of every point to the mean of every cluster.
Grid<double> distances_to_means(const Points& points, const std::vector<std::int32_t>& clusters,
                                std::size_t count) {
  Grid<double> out(points.size(), count);
  for (std::size_t c = 0; c < count; ++c) {
    std::vector<double> mean(points[0].size(), 0);
    double size = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (clusters[i] != static_cast<std::int32_t>(c)) continue;
      size += 1;
      for (std::size_t k = 0; k < mean.size(); ++k)
        mean[k] += points[i][k];
    }
    for (std::size_t i = 0; i < points.size(); ++i) {
      for (std::size_t k = 0; k < mean.size(); ++k)
        out(i, c) += std::pow(points[i][k] - mean[k] / size, 2);
    }
  }
  return out;
}

double inertia_of(const Points& points, const std::vector<std::int32_t>& clusters,
                  std::size_t count) {
  const Grid<double> distances = distances_to_means(points, clusters, count);
  double out = 0;
  for (std::size_t i = 0; i < points.size(); ++i)
    out += distances(i, static_cast<std::size_t>(clusters[i]));
  return out;
}

TEST(KMeans, FindsGroupsThatAreFarApart) {
  const Points points = blobs(4, 12, 1, 3);
  const KMeansResult result = k_means(products_of(points), {4, 10, 1});
  for (std::size_t i = 4; i < points.size(); ++i)
    EXPECT_EQ(result.clusters[i], result.clusters[i - 4]);
  EXPECT_NEAR(result.inertia, inertia_of(points, result.clusters, 4), 1e-9);
}

TEST(KMeans, EndsWhereEachRowIsNearestToItsMean) {
  const Points points = blobs(5, 8, 30, 4);
  const KMeansResult result = k_means(products_of(points), {5, 3, 1});
  EXPECT_NEAR(result.inertia, inertia_of(points, result.clusters, 5), 1e-8);
  const Grid<double> distances = distances_to_means(points, result.clusters, 5);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double own = distances(i, static_cast<std::size_t>(result.clusters[i]));
    for (std::size_t c = 0; c < 5; ++c)
      EXPECT_LE(own, distances(i, c) + 1e-9);
  }
}

TEST(KMeans, MoreStartsAreNeverWorse) {
  const Grid<double> products = products_of(blobs(6, 9, 25, 5));
  double before = k_means(products, {6, 1, 2}).inertia;
  for (const std::uint64_t restarts : {2U, 4U, 16U}) {
    const double now = k_means(products, {6, restarts, 2}).inertia;
    EXPECT_LE(now, before);
    before = now;
  }
}

TEST(KMeans, CopiesOfOnePointStillFillEveryCluster) {
  const Points points(6, {1.0, 2.0});
  const KMeansResult result = k_means(products_of(points), {3, 2, 1});
  EXPECT_EQ(std::set<std::int32_t>(result.clusters.begin(), result.clusters.end()).size(), 3U);
  EXPECT_EQ(result.inertia, 0);
}

TEST(KMeans, IsTheSameForAnyThreads) {
  const Grid<double> products = products_of(blobs(6, 20, 25, 6));
  Context one;
  one.threads = 1;
  Context three;
  three.threads = 3;
  const KMeansResult first = k_means(products, {6, 7, 1}, one);
  const KMeansResult second = k_means(products, {6, 7, 1}, three);
  EXPECT_EQ(first.clusters, second.clusters);
  EXPECT_EQ(first.inertia, second.inertia);
}

TEST(KMeans, RefusesMoreClustersThanRows) {
  EXPECT_THROW(k_means(Grid<double>(2, 2), {3, 1, 1}), Error);
  EXPECT_THROW(k_means(Grid<double>(2, 2), {0, 1, 1}), Error);
}

TEST(MutualInformation, OfEqualAndOfUnrelatedLabels) {
  EXPECT_DOUBLE_EQ(normalized_mutual_information({0, 0, 1, 1}, {1, 1, 0, 0}), 1);
  EXPECT_NEAR(normalized_mutual_information({0, 0, 1, 1}, {0, 1, 0, 1}), 0, 1e-15);
  EXPECT_EQ(normalized_mutual_information({0, 0}, {0, 0}), 1);
  EXPECT_EQ(normalized_mutual_information({0, 0}, {0, 1}), 0);
}

TEST(Silhouette, IsItsDefinition) {
  const Points points{{0, 0}, {0, 1}, {5, 0}, {5, 3}, {9, 9}};
  const std::vector<std::int32_t> labels{0, 0, 1, 1, 2};
  double sum = 0;
  for (std::size_t i = 0; i < 4; ++i) {  // the fifth is alone and counts 0
    std::vector<double> total(3, 0);
    std::vector<double> size(3, 0);
    for (std::size_t j = 0; j < points.size(); ++j) {
      if (i == j) continue;
      const auto label = static_cast<std::size_t>(labels[j]);
      total[label] += std::hypot(points[i][0] - points[j][0], points[i][1] - points[j][1]);
      size[label] += 1;
    }
    const auto own = static_cast<std::size_t>(labels[i]);
    double b = 1e9;
    for (std::size_t label = 0; label < 3; ++label) {
      if (label != own) b = std::min(b, total[label] / size[label]);
    }
    const double a = total[own] / size[own];
    sum += (b - a) / std::max(a, b);
  }
  EXPECT_NEAR(silhouette(products_of(points), labels), sum / 5, 1e-14);
  EXPECT_TRUE(std::isnan(silhouette(products_of(points), {0, 0, 0, 0, 0})));
}

}  // namespace
}  // namespace lexicnn
