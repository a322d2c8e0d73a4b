/// The sorted images dealt out to their classes: each class's members in ascending order.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

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
      starts_[c] = start;
      start += sizes[c] + RunPlace::kPadding;
    }
    places_.resize(start);
  }

  /// Deals out the places of the listed images; `codes[image]` is the image's class.
  template <typename Code>
  void deal(const SortedFeature& feature, std::span<const Code> codes) {
    ends_ = starts_;
    const auto images = feature.images();
    const auto places = feature.places();
    for (std::size_t i = 0; i < images.size(); ++i) {
      places_[ends_[codes[images[i]]]++] = places[i];
    }
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
    for (std::size_t i = 0; i < images.size(); ++i) {
      const Code code = codes[images[i]];
      places_[ends_[code]++] = places[i];
      sums_[code] += values[i];
    }
    pad();
  }

  [[nodiscard]] std::span<const std::uint64_t> places(std::size_t c) const {
    return std::span(places_).subspan(starts_[c], ends_[c] - starts_[c]);
  }
  [[nodiscard]] double sum(std::size_t c) const { return sums_[c]; }

 private:
  void pad() {
    for (const std::uint64_t end : ends_)
      std::fill_n(places_.begin() + static_cast<std::ptrdiff_t>(end), RunPlace::kPadding,
                  RunPlace::kNone);
  }

  std::vector<std::uint64_t> starts_;
  std::vector<std::uint64_t> ends_;
  std::vector<std::uint64_t> places_;
  std::vector<double> sums_;
};

}  // namespace lexicnn
