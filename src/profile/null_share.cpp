#include "profile/null_share.hpp"

#include <algorithm>

#include "lexicnn/core/error.hpp"

namespace lexicnn {

NullShare::NullShare(const Scores& scores) : null_(scores.null) {
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
    }
  }
  for (const std::int64_t images : scores.classes.get<std::vector<std::int64_t>>("n")) {
    const auto begin = null_.sizes.begin();
    const auto end = begin + static_cast<std::ptrdiff_t>(sizes);
    const auto place = std::find(begin, end, static_cast<std::uint64_t>(images));
    size_of_class_.push_back(static_cast<std::uint64_t>(place - begin));
  }
}

double NullShare::above(std::uint64_t layer, std::uint64_t class_place, double threshold) {
  const std::uint64_t size = size_of_class_[class_place];
  Known& known = known_(layer, size);
  if (size + 1 == known_.columns() || std::isnan(threshold)) return std::nan("");
  if (known.threshold != threshold) {
    known.threshold = threshold;
    known.above = null_.share_above(layer, size, threshold);
  }
  return known.above;
}

double NullShare::mean(std::uint64_t layer, std::uint64_t class_place) const {
  return known_(layer, size_of_class_[class_place]).mean;
}

}  // namespace lexicnn
