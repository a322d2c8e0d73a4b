/// Where the |s| of random classes are counted, until a layer's features have all been seen.
#pragma once

#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include "lexicnn/core/ranks.hpp"
#include "lexicnn/score/scores.hpp"

namespace lexicnn {

/// The counts of each layer by batches of relabellings. They are large, so a layer's are made when
/// its first feature comes and given up, summed into the null, after its last.
class NullTally {
 public:
  /// `null` has its layers, sizes and repeats; its counts are filled in. `shared`: other ranks
  /// count too, so that a layer is kept until `join`.
  NullTally(NullDistribution& null, std::span<const std::uint32_t> layer_of_feature, bool shared);

  /// Numbers of the counts of a layer, [batch][size][bin], and of those of one relabelling's batch
  /// before its own.
  [[nodiscard]] std::size_t layer_counts() const;
  [[nodiscard]] std::size_t batch_begin(std::uint64_t repeat) const {
    return repeat / batches_.length * sizes_bins_;
  }
  /// Number of the counts of one feature, [size][bin]; 0 where features get no null of their own.
  [[nodiscard]] std::size_t own_counts() const;

  /// Adds what was counted of so many features of a layer, each of which comes once.
  void add(std::uint32_t layer, std::span<const std::uint32_t> counts, std::uint64_t features);

  /// Keeps the quantiles of a feature's own null.
  void keep_own(std::uint64_t feature, std::span<const std::uint64_t> counts);

  /// Collective, when all features have been added somewhere: the ranks' counts are summed into the
  /// null, the same on every rank.
  void join(Ranks& ranks);

  /// Bytes of one layer while it is counted.
  static std::uint64_t layer_bytes(std::uint64_t repeats, std::uint64_t sizes);

 private:
  void sum_up(std::uint32_t layer, std::span<const std::uint64_t> counts);

  struct Layer {
    std::uint64_t missing = 0;  ///< features yet to come
    std::vector<std::uint64_t> counts;
  };

  NullDistribution& null_;
  NullBatches batches_;
  std::size_t sizes_bins_;
  bool shared_;
  std::vector<Layer> layers_;
  std::mutex mutex_;
};

/// Quantiles of one feature's null from its counts: for each of NullDistribution::kFeatureLevels
/// the k-th largest |s| of n (rounded up to its bin's edge), k = floor((1 - q)(n + 1)), so that one
/// more random class lies above it with probability <= 1 - q; NaN where k is 0.
std::array<double, NullDistribution::kFeatureLevels.size()> feature_quantiles(
    std::span<const std::uint64_t> bins);

}  // namespace lexicnn
