/// Halves of the images, drawn class by class: how much the strength of a layer depends on which
/// images there happen to be.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lexicnn/core/context.hpp"
#include "lexicnn/core/ranks.hpp"
#include "lexicnn/score/scores.hpp"

#include "score/sorted_feature.hpp"

namespace lexicnn {

/// B random halves; of a class of n images floor(n / 2) are in each. Half b depends on (seed, b)
/// only. Takes B bytes an image.
class HalfSamples {
 public:
  HalfSamples() = default;
  /// `codes` of the images, `sizes` of the classes and last of the images without one.
  HalfSamples(std::span<const std::uint32_t> codes, std::span<const std::uint64_t> sizes,
              std::uint64_t count, std::uint64_t seed, const Context& context);

  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  [[nodiscard]] std::span<const std::uint32_t> codes() const noexcept { return codes_; }

  /// 1 for the images of half b, else 0.
  [[nodiscard]] std::span<const std::uint8_t> members(std::uint64_t b) const {
    return std::span(members_).subspan(b * codes_.size(), codes_.size());
  }
  /// Of each class (and of the images without one), and of all together.
  [[nodiscard]] std::span<const std::uint64_t> sizes() const noexcept { return sizes_; }
  [[nodiscard]] std::uint64_t total() const noexcept { return total_; }

  /// Classes that have an image in the half, and images outside them to be compared with.
  [[nodiscard]] std::uint64_t scored_classes() const;
  [[nodiscard]] bool scored(std::uint64_t c) const noexcept {
    return sizes_[c] != 0 && sizes_[c] != total_;
  }

 private:
  std::span<const std::uint32_t> codes_;
  std::vector<std::uint64_t> sizes_;
  std::uint64_t total_ = 0;
  std::uint64_t count_ = 0;
  std::vector<std::uint8_t> members_;  // [half][image]
};

/// The sums of s and |s| over the pairs of each (half, layer), in whole numbers, so that threads
/// may add in any order.
class HalfSums {
 public:
  HalfSums() = default;
  HalfSums(std::uint64_t halves, std::uint64_t layers)
      : layers_(layers), abs_(halves * layers), signed_(halves * layers) {}

  void add(std::uint64_t half, std::uint32_t layer, double abs_sum, double signed_sum);

  /// Collective: the sums of all ranks, on every rank.
  void join(Ranks& ranks);

  /// `pairs` of each layer.
  [[nodiscard]] Resamples means(std::span<const std::uint64_t> pairs) const;

 private:
  std::uint64_t layers_ = 0;
  std::vector<std::int64_t> abs_;
  std::vector<std::int64_t> signed_;
};

/// Scores one feature in every half; one object a worker.
class HalfScorer {
 public:
  explicit HalfScorer(const HalfSamples& halves) : halves_(halves), lists_(halves.sizes().size()) {}

  void add(const SortedFeature& feature, std::uint32_t layer, HalfSums& sums);

 private:
  std::uint32_t deal(const SortedFeature& feature, std::span<const std::uint8_t> members);

  const HalfSamples& halves_;
  std::vector<std::vector<std::uint64_t>> lists_;  // places of each class's members within the half
};

}  // namespace lexicnn
