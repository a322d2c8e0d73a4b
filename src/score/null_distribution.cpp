#include <algorithm>
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

}  // namespace

std::uint64_t NullDistribution::find_size(std::uint64_t images) const {
  const auto place = std::lower_bound(sizes.begin(), sizes.end(), images);
  if (place == sizes.end() || *place != images) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("the null knows no class of {} images", images));
  }
  return static_cast<std::uint64_t>(place - sizes.begin());
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
