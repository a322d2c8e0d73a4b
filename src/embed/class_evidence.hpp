/// How far each feature tells the training classes above chance.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lexicnn/core/array.hpp"

namespace lexicnn::embed_stage {

/// Labellings of the same images with classes of the same sizes: class codes, one an image.
using Labelling = std::vector<std::uint32_t>;

/// `count` random relabellings; number r is the shuffle of the labels by stream r of the seed.
std::vector<Labelling> relabel(const Labelling& labels, std::uint64_t count, std::uint64_t seed);

/// The largest |signed KS| of any class against the rest, of one feature under one labelling.
class StrongestClass {
 public:
  /// Sorts the values, one an image.
  explicit StrongestClass(std::span<const double> values);

  /// All values are the same.
  [[nodiscard]] bool constant() const noexcept { return ends_.size() < 2; }

  /// `sizes` are the images of each class, none 0, at least two classes.
  [[nodiscard]] double of(const Labelling& labels, std::span<const std::uint64_t> sizes) const;

 private:
  std::vector<std::uint32_t> order_;  // images, by value
  std::vector<std::uint32_t> ends_;   // after each group of equal values, in `order_`
};

}  // namespace lexicnn::embed_stage
