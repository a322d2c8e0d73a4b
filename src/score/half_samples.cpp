#include "score/half_samples.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>

#include "lexicnn/core/parallel.hpp"
#include "lexicnn/core/random.hpp"

#include "score/ks_kernel.hpp"

namespace lexicnn {
namespace {

/// Streams of their own, beyond those of the random classes.
constexpr std::uint64_t kFirstStream = std::uint64_t{1} << 40;

/// |s| is summed up in units of 2^-36: 2^26 pairs a layer fit, and a mean keeps ten digits.
constexpr double kUnit = 68719476736.0;

}  // namespace

HalfSamples::HalfSamples(std::span<const std::uint32_t> codes, std::span<const std::uint64_t> sizes,
                         std::uint64_t count, std::uint64_t seed, const Context& context)
    : codes_(codes), sizes_(sizes.begin(), sizes.end()), count_(count) {
  for (std::uint64_t& size : sizes_)
    size /= 2;
  total_ = std::accumulate(sizes_.begin(), sizes_.end(), std::uint64_t{0});
  std::vector<std::vector<std::uint32_t>> images(sizes.size());
  for (std::size_t image = 0; image < codes.size(); ++image)
    images[codes[image]].push_back(static_cast<std::uint32_t>(image));
  members_.assign(count * codes.size(), 0);
  parallel_ranges(count, 1, context, [&](Range range, unsigned) {
    for (std::uint64_t half = range.begin; half < range.end; ++half) {
      RandomStream stream(seed, kFirstStream + half);
      const auto row = std::span(members_).subspan(half * codes.size(), codes.size());
      std::vector<std::vector<std::uint32_t>> drawn = images;
      for (std::size_t c = 0; c < drawn.size(); ++c) {
        stream.shuffle(std::span(drawn[c]));
        for (std::uint64_t i = 0; i < sizes_[c]; ++i)
          row[drawn[c][i]] = 1;
      }
    }
  });
}

std::uint64_t HalfSamples::scored_classes() const {
  std::uint64_t out = 0;
  for (std::uint64_t c = 0; c + 1 < sizes_.size(); ++c)
    out += scored(c) ? 1U : 0U;
  return out;
}

void HalfSums::add(std::uint64_t half, std::uint32_t layer, double abs_sum, double signed_sum) {
  const std::uint64_t place = half * layers_ + layer;
  std::atomic_ref(abs_[place]).fetch_add(std::llround(abs_sum * kUnit), std::memory_order_relaxed);
  std::atomic_ref(signed_[place])
      .fetch_add(std::llround(signed_sum * kUnit), std::memory_order_relaxed);
}

void HalfSums::join(Ranks& ranks) {
  // Sums wrap around alike with and without a sign.
  for (std::vector<std::int64_t>* sums : {&abs_, &signed_})
    ranks.sum({reinterpret_cast<std::uint64_t*>(sums->data()), sums->size()});
}

Resamples HalfSums::means(std::span<const std::uint64_t> pairs) const {
  const std::uint64_t halves = layers_ == 0 ? 0 : abs_.size() / layers_;
  Resamples out{Grid<double>(halves, layers_), Grid<double>(halves, layers_)};
  for (std::uint64_t half = 0; half < halves; ++half) {
    for (std::uint64_t layer = 0; layer < layers_; ++layer) {
      const double units = kUnit * static_cast<double>(pairs[layer]);
      out.mean_abs(half, layer) = static_cast<double>(abs_[half * layers_ + layer]) / units;
      out.mean_signed(half, layer) = static_cast<double>(signed_[half * layers_ + layer]) / units;
    }
  }
  return out;
}

/// Places of the half's images among the half; gives the number of its images at the floor.
std::uint32_t HalfScorer::deal(const SortedFeature& feature,
                               std::span<const std::uint8_t> members) {
  for (auto& list : lists_)
    list.clear();
  const auto images = feature.images();
  const auto places = feature.places();
  const auto codes = halves_.codes();
  std::uint32_t listed = 0;
  for (const std::uint32_t image : images)
    listed += members[image];
  const auto floor = static_cast<std::uint32_t>(halves_.total()) - listed;
  std::uint32_t below = floor;
  for (std::size_t begin = 0; begin < images.size();) {
    const std::size_t end = RunPlace::through(places[begin]) - feature.floor();
    std::uint32_t through = below;
    for (std::size_t i = begin; i < end; ++i)
      through += members[images[i]];
    const std::uint64_t place = RunPlace::pack(below, through);
    for (std::size_t i = begin; through != below && i < end; ++i) {
      if (members[images[i]] != 0) lists_[codes[images[i]]].push_back(place);
    }
    below = through;
    begin = end;
  }
  return floor;
}

void HalfScorer::add(const SortedFeature& feature, std::uint32_t layer, HalfSums& sums) {
  const auto total = static_cast<std::int64_t>(halves_.total());
  for (std::uint64_t half = 0; half < halves_.count(); ++half) {
    const std::int64_t floor = deal(feature, halves_.members(half));
    double abs_sum = 0;
    double signed_sum = 0;
    for (std::uint64_t c = 0; c + 1 < lists_.size(); ++c) {
      if (!halves_.scored(c)) continue;
      std::vector<std::uint64_t>& list = lists_[c];
      const std::size_t members = list.size();
      list.resize(members + RunPlace::kPadding, RunPlace::kNone);
      const auto size = static_cast<std::int64_t>(halves_.sizes()[c]);
      const KsCounts counts = ks_extremes({std::span(list).first(members), size, total, floor, 0});
      const double s = static_cast<double>(counts.signed_numerator()) /
                       (static_cast<double>(size) * static_cast<double>(total - size));
      abs_sum += std::abs(s);
      signed_sum += s;
    }
    sums.add(half, layer, abs_sum, signed_sum);
  }
}

}  // namespace lexicnn
