/// What the null says of the pairs of a layer, looked up once a (layer, class size).
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "lexicnn/core/array.hpp"
#include "lexicnn/score/scores.hpp"
#include "lexicnn/select/select.hpp"

namespace lexicnn {

class NullShare {
 public:
  NullShare(const Scores& scores, const SelectOptions& options);

  /// Chance that a random pair of this layer and class exceeds `threshold`, or, where thresholds
  /// are quantiles of the features' own nulls, the most that it may be; NaN without a null.
  double above(std::uint64_t layer, std::uint64_t class_place, double threshold);

  /// Mean |s| of the null of this layer and class; NaN without a null.
  double mean(std::uint64_t layer, std::uint64_t class_place) const;

  /// Interval of the threshold of this layer and class; NaN where it is no quantile of their null.
  Interval interval(std::uint64_t layer, std::uint64_t class_place) const;

 private:
  struct Known {
    double threshold = std::nan("");
    double above = std::nan("");
    double mean = std::nan("");
    Interval interval{std::nan(""), std::nan("")};
  };

  const NullDistribution& null_;
  double own_share_ = std::nan("");  // where thresholds are the features' own quantiles: 1 - q
  std::vector<std::uint64_t> size_of_class_;  // place in null_.sizes; their number where not there
  Grid<Known> known_;                         // layers × sizes, the last size being "none"
};

}  // namespace lexicnn
