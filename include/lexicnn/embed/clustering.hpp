/// Clusters without labels, and how well they agree with classes.
#pragma once

#include <cstdint>
#include <vector>

#include "lexicnn/core/array.hpp"
#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"

namespace lexicnn {

struct KMeansOptions {
  std::uint64_t clusters = 2;
  std::uint64_t restarts = 10;  ///< the one of the least inertia counts
  std::uint64_t seed = 1;
};

struct KMeansResult {
  std::vector<std::int32_t> clusters;  ///< of each row: 0 … clusters - 1, none empty
  double inertia = 0;                  ///< sum of the squared distances to the clusters' means
};

/// Lloyd's k-means with the seeding of k-means++ (Arthur and Vassilvitskii, SODA 2007), Euclidean,
/// on the dot products (n × n) of the rows. Ends when no row changes its cluster (at most 300
/// rounds); a cluster that runs empty takes the row that is farthest from its mean. Equal distances
/// go to the earlier cluster, equal inertia to the earlier restart. Throws Error(invalid_input)
/// where there are more clusters than rows, or none; Error(cancelled).
LEXICNN_API KMeansResult k_means(const Grid<double>& products, const KMeansOptions& options,
                                 const Context& context = {});

/// Mutual information of two labellings over the mean of their entropies, in [0, 1] (scikit-learn's
/// normalized_mutual_info_score). Labels are 0, 1, …, one a row in both.
LEXICNN_API double normalized_mutual_information(const std::vector<std::int32_t>& one,
                                                 const std::vector<std::int32_t>& other);

/// Mean over the rows of (b - a) / max(a, b): a is the mean distance to the other rows of its
/// label, b the least mean distance to the rows of another (Rousseeuw 1987; scikit-learn's
/// silhouette_score); 0 for a row that is alone. NaN with fewer than two labels. Distances are
/// Euclidean, from the dot products.
LEXICNN_API double silhouette(const Grid<double>& products,
                              const std::vector<std::int32_t>& labels);

}  // namespace lexicnn
