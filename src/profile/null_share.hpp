/// What the null says of the pairs of a layer, looked up once a (layer, class size).
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "lexicnn/core/array.hpp"
#include "lexicnn/score/scores.hpp"

namespace lexicnn {

class NullShare {
 public:
  explicit NullShare(const Scores& scores);

  /// Chance that a random pair of this layer and class exceeds `threshold`; NaN without a null.
  double above(std::uint64_t layer, std::uint64_t class_place, double threshold);

  /// Mean |s| of the null of this layer and class; NaN without a null.
  double mean(std::uint64_t layer, std::uint64_t class_place) const;

 private:
  struct Known {
    double threshold = std::nan("");
    double above = std::nan("");
    double mean = std::nan("");
  };

  const NullDistribution& null_;
  std::vector<std::uint64_t> size_of_class_;  // place in null_.sizes; their number where not there
  Grid<Known> known_;                         // layers × sizes, the last size being "none"
};

}  // namespace lexicnn
