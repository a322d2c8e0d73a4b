#include "score/null_tally.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace lexicnn {
namespace {

constexpr std::uint64_t kBins = NullDistribution::kBins;

/// Whole batches, and one more for the relabellings that are over.
std::uint64_t slots(std::uint64_t repeats) {
  const NullBatches batches = null_batches(repeats);
  return batches.count + (batches.count * batches.length == repeats ? 0 : 1);
}

/// Standard error of the mean of equally sure values.
double standard_error(std::span<const double> values) {
  const auto count = static_cast<double>(values.size());
  if (values.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double squares = 0;
  for (const double value : values)
    squares += (value - mean) * (value - mean);
  return std::sqrt(squares / (count - 1) / count);
}

}  // namespace

NullTally::NullTally(NullDistribution& null, std::span<const std::uint32_t> layer_of_feature,
                     bool shared)
    : null_(null),
      batches_(null_batches(null.repeats)),
      sizes_bins_(null.sizes.size() * kBins),
      shared_(shared),
      layers_(null.layers.size()) {
  for (const std::uint32_t layer : layer_of_feature)
    ++layers_[layer].missing;
  null.counts.assign(null.layers.size() * null.sizes.size() * kBins, 0);
  null.share_error.assign(null.counts.size(), 0);
}

std::uint64_t NullTally::layer_bytes(std::uint64_t repeats, std::uint64_t sizes) {
  return slots(repeats) * sizes * kBins * sizeof(std::uint64_t);
}

std::size_t NullTally::layer_counts() const {
  return slots(null_.repeats) * sizes_bins_;
}

std::size_t NullTally::own_counts() const {
  return null_.feature_quantiles.empty() ? 0 : sizes_bins_;
}

void NullTally::add(std::uint32_t layer, std::span<const std::uint32_t> counts,
                    std::uint64_t features) {
  std::vector<std::uint64_t> whole;
  {
    const std::lock_guard lock(mutex_);
    Layer& into = layers_[layer];
    if (into.counts.empty()) into.counts.resize(counts.size());
    for (std::size_t i = 0; i < counts.size(); ++i)
      into.counts[i] += counts[i];
    into.missing -= features;
    if (into.missing != 0 || shared_) return;
    whole = std::exchange(into.counts, {});
  }
  sum_up(layer, whole);
}

void NullTally::join(Ranks& ranks) {
  for (std::uint32_t layer = 0; layer < layers_.size(); ++layer) {
    std::vector<std::uint64_t> counts = std::exchange(layers_[layer].counts, {});
    counts.resize(layer_counts());
    ranks.sum(counts);
    sum_up(layer, counts);
  }
  // Numbers of the features of other ranks are zero here.
  ranks.unite({reinterpret_cast<std::uint64_t*>(null_.feature_quantiles.data()),
               null_.feature_quantiles.size()});
}

void NullTally::keep_own(std::uint64_t feature, std::span<const std::uint64_t> counts) {
  const std::uint64_t sizes = null_.sizes.size();
  const std::uint64_t features =
      null_.feature_quantiles.size() / sizes / NullDistribution::kFeatureLevels.size();
  for (std::uint64_t size = 0; size < sizes; ++size) {
    const auto quantiles = feature_quantiles(counts.subspan(size * kBins, kBins));
    for (std::size_t level = 0; level < quantiles.size(); ++level)
      null_.feature_quantiles[(level * sizes + size) * features + feature] = quantiles[level];
  }
}

void NullTally::sum_up(std::uint32_t layer, std::span<const std::uint64_t> counts) {
  const std::uint64_t sizes = null_.sizes.size();
  const std::uint64_t all = counts.size() / (sizes * kBins);
  std::vector<double> shares(batches_.count);
  for (std::uint64_t size = 0; size < sizes; ++size) {
    const auto bins = [&](std::uint64_t slot) {
      return counts.subspan((slot * sizes + size) * kBins, kBins);
    };
    // Every batch draws as many pairs.
    const auto pairs =
        static_cast<double>(std::accumulate(bins(0).begin(), bins(0).end(), std::uint64_t{0}));
    std::vector<std::uint64_t> above(all);
    const std::uint64_t begin = (layer * sizes + size) * kBins;
    for (std::uint64_t bin = kBins; bin-- > 0;) {
      for (std::uint64_t slot = 0; slot < all; ++slot) {
        above[slot] += bins(slot)[bin];
        null_.counts[begin + bin] += bins(slot)[bin];
        if (slot < shares.size()) shares[slot] = static_cast<double>(above[slot]) / pairs;
      }
      null_.share_error[begin + bin] = standard_error(shares);
    }
  }
}

std::array<double, NullDistribution::kFeatureLevels.size()> feature_quantiles(
    std::span<const std::uint64_t> bins) {
  std::array<double, NullDistribution::kFeatureLevels.size()> out{};
  const auto draws =
      static_cast<double>(std::accumulate(bins.begin(), bins.end(), std::uint64_t{0}));
  for (std::size_t level = 0; level < out.size(); ++level) {
    // 1 - q is not exact: a count that is whole must not be rounded down.
    const double rank =
        std::floor((1 - NullDistribution::kFeatureLevels[level]) * (draws + 1) + 1e-6);
    std::uint64_t upper = kBins;
    for (double above = 0; upper > 0 && above < rank; --upper)
      above += static_cast<double>(bins[upper - 1]);
    // `upper` is now the bin of the k-th largest.
    out[level] = rank < 1 ? std::numeric_limits<double>::quiet_NaN()
                          : static_cast<double>(upper + 1) / static_cast<double>(kBins);
  }
  return out;
}

}  // namespace lexicnn
