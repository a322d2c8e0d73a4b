/// Where the |s| of random classes are counted, until a layer's features have all been seen.
#pragma once

#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include "lexicnn/score/scores.hpp"

namespace lexicnn {

/// The counts that one feature adds to.
struct NullTarget {
  std::span<std::uint64_t> counts;  ///< [batch][size][bin]; other features may add to it meanwhile
  std::uint64_t sizes = 0;
  std::uint64_t batch_length = 1;  ///< relabellings a batch
  std::span<std::uint64_t> own;    ///< [size][bin] of this feature alone, or empty

  void add(std::uint64_t repeat, std::uint64_t size, std::uint64_t bin) const;
};

/// The counts of each layer by batches of relabellings. They are large, so a layer's are made when
/// its first feature comes and given up, summed into the null, after its last.
class NullTally {
 public:
  /// `null` has its layers, sizes and repeats; its counts are filled in.
  NullTally(NullDistribution& null, std::span<const std::uint32_t> layer_of_feature);

  NullTarget open(std::uint32_t layer);
  /// A feature of the layer has been counted.
  void close(std::uint32_t layer);

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
  std::vector<Layer> layers_;
  std::mutex mutex_;
};

/// Quantiles of one feature's null from its counts: for each of NullDistribution::kFeatureLevels
/// the k-th largest |s| of n (rounded up to its bin's edge), k = floor((1 - q)(n + 1)), so that one
/// more random class lies above it with probability <= 1 - q; NaN where k is 0.
std::array<double, NullDistribution::kFeatureLevels.size()> feature_quantiles(
    std::span<const std::uint64_t> bins);

}  // namespace lexicnn
