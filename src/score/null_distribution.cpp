#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numeric>
#include <span>

#include "lexicnn/core/error.hpp"
#include "lexicnn/score/scores.hpp"

namespace lexicnn {
namespace {

__extension__ using Wide = unsigned __int128;

std::span<const std::uint64_t> bins_of(const NullDistribution& null, std::uint64_t layer,
                                       std::uint64_t size) {
  const std::uint64_t place = (layer * null.sizes.size() + size) * NullDistribution::kBins;
  return std::span(null.counts).subspan(place, NullDistribution::kBins);
}

double edge(std::uint64_t bin) {
  return static_cast<double>(bin) / static_cast<double>(NullDistribution::kBins);
}

constexpr std::uint64_t kMostBatches = 10;

/// Student's t for a 95 % interval from that many batches.
double student_t(std::uint64_t batches) {
  constexpr std::array<double, kMostBatches - 1> kByFreedom{12.706, 4.303, 3.182, 2.776, 2.571,
                                                            2.447,  2.365, 2.306, 2.262};
  return kByFreedom[batches - 2];
}

/// Sizes are within 1 % of each other.
bool alike(std::uint64_t smaller, std::uint64_t size) {
  return size * 100 <= smaller * 101;
}

}  // namespace

NullBatches null_batches(std::uint64_t repeats) noexcept {
  const std::uint64_t length =
      std::max<std::uint64_t>((repeats + kMostBatches - 1) / kMostBatches, 1);
  return {length, repeats / length};
}

std::vector<std::uint64_t> NullDistribution::shared_sizes(std::span<const std::uint64_t> sizes,
                                                          std::uint64_t images) {
  std::vector<std::uint64_t> out;
  for (const std::uint64_t size : sizes) {
    // Beyond half, the rest is the smaller sample, and no longer alike.
    if (!out.empty() && alike(out.back(), size) && 2 * size <= images) continue;
    out.push_back(size);
  }
  return out;
}

std::optional<std::uint64_t> NullDistribution::place_of_size(std::uint64_t images) const {
  const auto above = std::upper_bound(sizes.begin(), sizes.end(), images);
  if (above == sizes.begin() || !alike(above[-1], images)) return std::nullopt;
  return static_cast<std::uint64_t>(above - sizes.begin() - 1);
}

std::uint64_t NullDistribution::find_size(std::uint64_t images) const {
  if (const auto place = place_of_size(images)) return *place;
  throw Error(ErrorKind::invalid_input,
              fmt::format("the null knows no class of {} images", images));
}

std::uint64_t NullDistribution::bin(std::uint64_t numerator, std::uint64_t denominator) noexcept {
  if (numerator == 0) return 0;
  // The upper edge belongs to the bin: b = ceil(numerator · kBins / denominator) - 1.
  if (numerator <= std::numeric_limits<std::uint64_t>::max() / kBins)
    return (numerator * kBins - 1) / denominator;
  const Wide scaled = static_cast<Wide>(numerator) * kBins;
  return static_cast<std::uint64_t>((scaled - 1) / denominator);
}

double NullDistribution::quantile(std::uint64_t layer, std::uint64_t size, double q) const {
  const auto bins = bins_of(*this, layer, size);
  const std::uint64_t total = std::accumulate(bins.begin(), bins.end(), std::uint64_t{0});
  if (total == 0) return std::numeric_limits<double>::quiet_NaN();
  const double allowed = (1.0 - q) * static_cast<double>(total);
  std::uint64_t above = 0;
  std::uint64_t upper = kBins;  // everything above edge(upper) is `above`
  while (upper > 0 && static_cast<double>(above + bins[upper - 1]) <= allowed)
    above += bins[--upper];
  return edge(upper);
}

Interval NullDistribution::quantile_interval(std::uint64_t layer, std::uint64_t size,
                                             double q) const {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double t = quantile(layer, size, q);
  const std::uint64_t batches = null_batches(repeats).count;
  if (std::isnan(t) || batches < 2 || share_error.empty()) return {nan, nan};
  const auto errors = std::span(share_error).subspan((layer * sizes.size() + size) * kBins, kBins);
  // Above the edge itself there may be nothing, and nothing has no spread: the bin below counts
  // too.
  const auto at = static_cast<std::uint64_t>(t * static_cast<double>(kBins));
  const double error = std::max(errors[std::min(at, kBins - 1)], errors[at == 0 ? 0 : at - 1]);
  const double reach = student_t(batches) * error;
  const auto at_share = [&](double share) {
    return share >= 1 ? 0.0 : quantile(layer, size, 1 - share);
  };
  return {std::min(t, at_share(1 - q + reach)), 1 - q > reach ? at_share(1 - q - reach) : 1.0};
}

double NullDistribution::mean(std::uint64_t layer, std::uint64_t size) const {
  const auto bins = bins_of(*this, layer, size);
  double sum = 0;
  double total = 0;
  for (std::uint64_t b = 0; b < kBins; ++b) {
    const auto count = static_cast<double>(bins[b]);
    sum += count * (edge(b) + edge(b + 1)) / 2;
    total += count;
  }
  return total == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / total;
}

double NullDistribution::share_above(std::uint64_t layer, std::uint64_t size, double t) const {
  const auto bins = bins_of(*this, layer, size);
  const std::uint64_t total = std::accumulate(bins.begin(), bins.end(), std::uint64_t{0});
  if (total == 0) return std::numeric_limits<double>::quiet_NaN();
  std::uint64_t above = 0;
  for (std::uint64_t b = kBins; b > 0 && edge(b - 1) >= t; --b)
    above += bins[b - 1];
  return static_cast<double>(above) / static_cast<double>(total);
}

}  // namespace lexicnn
