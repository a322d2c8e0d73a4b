#include "lexicnn/embed/clustering.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/parallel.hpp"
#include "lexicnn/core/random.hpp"

namespace lexicnn {
namespace {

constexpr std::uint64_t kMostRounds = 300;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

double squared_distance(const Grid<double>& products, std::uint64_t i, std::uint64_t j) {
  return std::max(0.0, products(i, i) - 2 * products(i, j) + products(j, j));
}

/// One start of k-means and its rounds.
class Lloyd {
 public:
  Lloyd(const Grid<double>& products, std::uint64_t clusters, RandomStream random)
      : products_(products),
        clusters_(clusters),
        cluster_of_(products.rows(), 0),
        nearest_(products.rows(), kInfinity) {
    seed(random);
  }

  KMeansResult run() {
    for (std::uint64_t round = 0; round < kMostRounds; ++round) {
      fill_empty();
      if (!assign()) break;
    }
    fill_empty();
    assign_distances();
    KMeansResult out{cluster_of_, 0};
    for (const double distance : nearest_)
      out.inertia += distance;
    return out;
  }

 private:
  /// Each next centre is a row drawn with the probability of its squared distance to the nearest.
  void seed(RandomStream& random) {
    const std::uint64_t rows = products_.rows();
    std::uint64_t centre = random.below(static_cast<std::uint32_t>(rows));
    for (std::uint64_t c = 0; c < clusters_; ++c) {
      double sum = 0;
      for (std::uint64_t i = 0; i < rows; ++i) {
        const double distance = squared_distance(products_, i, centre);
        if (distance < nearest_[i]) {
          nearest_[i] = distance;
          cluster_of_[i] = static_cast<std::int32_t>(c);
        }
        sum += nearest_[i];
      }
      const double wanted = random.uniform() * sum;
      double passed = 0;
      centre = rows - 1;
      for (std::uint64_t i = 0; i < rows; ++i) {
        passed += nearest_[i];
        if (passed > wanted) {
          centre = i;
          break;
        }
      }
    }
  }

  /// Dot products of every row with every cluster's mean, and the means' squared norms.
  void measure() {
    const std::uint64_t rows = products_.rows();
    counts_.assign(clusters_, 0);
    squares_.assign(clusters_, 0);
    with_mean_ = Grid<double>(rows, clusters_);
    for (const std::int32_t c : cluster_of_)
      counts_[static_cast<std::size_t>(c)] += 1;
    for (std::uint64_t i = 0; i < rows; ++i) {
      double* sums = &with_mean_(i, 0);
      for (std::uint64_t j = 0; j < rows; ++j)
        sums[cluster_of_[j]] += products_(i, j);
      for (std::uint64_t c = 0; c < clusters_; ++c)
        sums[c] /= std::max(counts_[c], 1.0);
      const auto own = static_cast<std::size_t>(cluster_of_[i]);
      squares_[own] += sums[own] / counts_[own];
    }
  }

  [[nodiscard]] double distance(std::uint64_t row, std::uint64_t cluster) const {
    return std::max(0.0, products_(row, row) - 2 * with_mean_(row, cluster) + squares_[cluster]);
  }

  /// Every row to the cluster of the nearest mean; whether any changed.
  bool assign() {
    bool changed = false;
    for (std::uint64_t i = 0; i < products_.rows(); ++i) {
      std::uint64_t best = 0;
      for (std::uint64_t c = 1; c < clusters_; ++c) {
        if (distance(i, c) < distance(i, best)) best = c;
      }
      const auto cluster = static_cast<std::int32_t>(best);
      changed = changed || cluster != cluster_of_[i];
      cluster_of_[i] = cluster;
    }
    return changed;
  }

  void assign_distances() {
    for (std::uint64_t i = 0; i < products_.rows(); ++i)
      nearest_[i] = distance(i, static_cast<std::uint64_t>(cluster_of_[i]));
  }

  /// Measures, and gives every empty cluster a row of a cluster that has more than one.
  void fill_empty() {
    measure();
    while (true) {
      const auto empty = std::find(counts_.begin(), counts_.end(), 0.0);
      if (empty == counts_.end()) return;
      std::uint64_t farthest = products_.rows();
      double most = -1;
      for (std::uint64_t i = 0; i < products_.rows(); ++i) {
        const auto own = static_cast<std::uint64_t>(cluster_of_[i]);
        if (counts_[own] < 2 || distance(i, own) <= most) continue;
        farthest = i;
        most = distance(i, own);
      }
      cluster_of_[farthest] = static_cast<std::int32_t>(empty - counts_.begin());
      measure();
    }
  }

  const Grid<double>& products_;
  std::uint64_t clusters_;
  std::vector<std::int32_t> cluster_of_;
  std::vector<double> nearest_;
  std::vector<double> counts_;
  std::vector<double> squares_;
  Grid<double> with_mean_;
};

std::uint64_t label_count(const std::vector<std::int32_t>& labels) {
  return labels.empty()
             ? 0
             : static_cast<std::uint64_t>(*std::max_element(labels.begin(), labels.end())) + 1;
}

double entropy(const std::vector<double>& counts, double rows) {
  double out = 0;
  for (const double count : counts) {
    if (count > 0) out -= count / rows * std::log(count / rows);
  }
  return out;
}

}  // namespace

KMeansResult k_means(const Grid<double>& products, const KMeansOptions& options,
                     const Context& context) {
  if (options.clusters < 1 || options.clusters > products.rows()) {
    throw Error(ErrorKind::invalid_input, fmt::format("{} clusters cannot be made of {} rows",
                                                      options.clusters, products.rows()));
  }
  std::vector<KMeansResult> all(std::max<std::uint64_t>(options.restarts, 1));
  parallel_ranges(all.size(), 1, context, [&](Range range, unsigned) {
    all[range.begin] =
        Lloyd(products, options.clusters, RandomStream(options.seed, range.begin)).run();
  });
  return *std::min_element(all.begin(), all.end(), [](const auto& one, const auto& other) {
    return one.inertia < other.inertia;
  });
}

double normalized_mutual_information(const std::vector<std::int32_t>& one,
                                     const std::vector<std::int32_t>& other) {
  const std::uint64_t ones = label_count(one);
  const std::uint64_t others = label_count(other);
  Grid<double> both(ones, others);
  std::vector<double> of_one(ones);
  std::vector<double> of_other(others);
  for (std::size_t i = 0; i < one.size(); ++i) {
    const auto a = static_cast<std::size_t>(one[i]);
    const auto b = static_cast<std::size_t>(other[i]);
    both(a, b) += 1;
    of_one[a] += 1;
    of_other[b] += 1;
  }
  const auto rows = static_cast<double>(one.size());
  double information = 0;
  for (std::uint64_t a = 0; a < ones; ++a) {
    for (std::uint64_t b = 0; b < others; ++b) {
      if (both(a, b) == 0) continue;
      information += both(a, b) / rows * std::log(both(a, b) * rows / (of_one[a] * of_other[b]));
    }
  }
  const double mean = (entropy(of_one, rows) + entropy(of_other, rows)) / 2;
  return mean == 0 ? 1 : std::clamp(information / mean, 0.0, 1.0);
}

double silhouette(const Grid<double>& products, const std::vector<std::int32_t>& labels) {
  const std::uint64_t count = label_count(labels);
  std::vector<double> sizes(count);
  for (const std::int32_t label : labels)
    sizes[static_cast<std::size_t>(label)] += 1;
  if (std::count_if(sizes.begin(), sizes.end(), [](double size) { return size > 0; }) < 2)
    return std::numeric_limits<double>::quiet_NaN();
  double out = 0;
  std::vector<double> sums(count);
  for (std::uint64_t i = 0; i < labels.size(); ++i) {
    const auto own = static_cast<std::size_t>(labels[i]);
    if (sizes[own] < 2) continue;
    std::fill(sums.begin(), sums.end(), 0.0);
    for (std::uint64_t j = 0; j < labels.size(); ++j) {
      if (j != i) {
        sums[static_cast<std::size_t>(labels[j])] += std::sqrt(squared_distance(products, i, j));
      }
    }
    const double within = sums[own] / (sizes[own] - 1);
    double between = kInfinity;
    for (std::size_t label = 0; label < count; ++label) {
      if (label != own && sizes[label] > 0) between = std::min(between, sums[label] / sizes[label]);
    }
    const double larger = std::max(within, between);
    if (larger > 0) out += (between - within) / larger;
  }
  return out / static_cast<double>(labels.size());
}

}  // namespace lexicnn
