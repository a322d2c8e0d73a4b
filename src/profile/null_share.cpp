#include "profile/null_share.hpp"

#include "lexicnn/core/error.hpp"

namespace lexicnn {

NullShare::NullShare(const Scores& scores, const SelectOptions& options) : null_(scores.null) {
  const bool quantile = options.rule == SelectRule::quantile;
  if (quantile && options.null == NullOf::feature) own_share_ = 1 - options.quantile;
  const std::vector<std::string> layers = scores.layer_names();
  if (!null_.empty() && null_.layers != layers) {
    throw Error(ErrorKind::invalid_input,
                "the layers of the null are not those of the features: score again");
  }
  const std::uint64_t sizes = null_.empty() ? 0 : null_.sizes.size();
  known_ = Grid<Known>(layers.size(), sizes + 1);
  for (std::uint64_t layer = 0; layer < layers.size(); ++layer) {
    for (std::uint64_t size = 0; size < sizes; ++size) {
      known_(layer, size).mean = null_.mean(layer, size);
      if (quantile && options.null == NullOf::layer)
        known_(layer, size).interval = null_.quantile_interval(layer, size, options.quantile);
    }
  }
  for (const std::int64_t images : scores.classes.get<std::vector<std::int64_t>>("n")) {
    size_of_class_.push_back(
        null_.place_of_size(static_cast<std::uint64_t>(images)).value_or(sizes));
  }
}

double NullShare::above(std::uint64_t layer, std::uint64_t class_place, double threshold) {
  const std::uint64_t size = size_of_class_[class_place];
  Known& known = known_(layer, size);
  if (size + 1 == known_.columns() || std::isnan(threshold)) return std::nan("");
  if (!std::isnan(own_share_)) return own_share_;
  if (known.threshold != threshold) {
    known.threshold = threshold;
    known.above = null_.share_above(layer, size, threshold);
  }
  return known.above;
}

Interval NullShare::interval(std::uint64_t layer, std::uint64_t class_place) const {
  return known_(layer, size_of_class_[class_place]).interval;
}

double NullShare::mean(std::uint64_t layer, std::uint64_t class_place) const {
  return known_(layer, size_of_class_[class_place]).mean;
}

}  // namespace lexicnn
