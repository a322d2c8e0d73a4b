/// The sorted images dealt out to their classes: each class's members in ascending order.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "lexicnn/core/error.hpp"

#include "score/ks_kernel.hpp"
#include "score/sorted_feature.hpp"

namespace lexicnn {

/// Room for every class's members; a class never has more than its size, so the places are fixed
/// once. Each list is followed by places that count for nothing (see ClassSample).
class ClassLists {
 public:
  ClassLists() = default;
  /// `sizes` of all classes, and last of the images without a class.
  explicit ClassLists(std::span<const std::uint64_t> sizes)
      : starts_(sizes.size()), ends_(sizes.size()), sums_(sizes.size()) {
    std::uint64_t start = 0;
    for (std::size_t c = 0; c < sizes.size(); ++c) {
      starts_[c] = static_cast<std::uint32_t>(start);
      start += sizes[c] + RunPlace::kPadding;
    }
    if (start > std::numeric_limits<std::uint32_t>::max()) {
      throw Error(ErrorKind::invalid_input, "there are too many classes for so many images");
    }
    places_.resize(start);
  }

  /// Deals out the places of the listed images; `codes[image]` is the image's class.
  template <typename Code>
  void deal(const SortedFeature& feature, std::span<const Code> codes) {
    ends_ = starts_;
    const auto images = feature.images();
    const auto places = feature.places();
    std::uint64_t* __restrict__ to = places_.data();
    std::uint32_t* __restrict__ ends = ends_.data();
    for (std::size_t i = 0; i < images.size(); ++i)
      to[ends[codes[images[i]]]++] = places[i];
    pad();
  }

  /// The same, summing up the values of each class in ascending order.
  template <typename Code>
  void deal_and_sum(const SortedFeature& feature, std::span<const Code> codes) {
    ends_ = starts_;
    std::fill(sums_.begin(), sums_.end(), 0.0);
    const auto images = feature.images();
    const auto places = feature.places();
    const auto values = feature.values();
    std::uint64_t* __restrict__ to = places_.data();
    std::uint32_t* __restrict__ ends = ends_.data();
    double* __restrict__ sums = sums_.data();
    for (std::size_t i = 0; i < images.size(); ++i) {
      const Code code = codes[images[i]];
      to[ends[code]++] = places[i];
      sums[code] += values[i];
    }
    pad();
  }

  [[nodiscard]] std::span<const std::uint64_t> places(std::size_t c) const {
    return std::span(places_).subspan(starts_[c], ends_[c] - starts_[c]);
  }
  [[nodiscard]] double sum(std::size_t c) const { return sums_[c]; }

  /// Of all classes but the last, those without a class.
  [[nodiscard]] ClassSamples samples(std::span<const std::uint64_t> sizes, std::uint64_t total,
                                     std::uint32_t floor) const {
    const std::size_t classes = starts_.size() - 1;
    return {
        places_.data(),       std::span(starts_).first(classes), std::span(ends_).first(classes),
        sizes.first(classes), static_cast<std::int64_t>(total),  static_cast<std::int64_t>(floor)};
  }

 private:
  void pad() {
    for (const std::uint64_t end : ends_)
      std::fill_n(places_.begin() + static_cast<std::ptrdiff_t>(end), RunPlace::kPadding,
                  RunPlace::kNone);
  }

  std::vector<std::uint32_t> starts_;
  std::vector<std::uint32_t> ends_;
  std::vector<std::uint64_t> places_;
  std::vector<double> sums_;
};

}  // namespace lexicnn
