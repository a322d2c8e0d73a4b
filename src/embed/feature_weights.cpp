#include "lexicnn/embed/feature_weights.hpp"

#include <algorithm>

#include "lexicnn/core/error.hpp"

namespace lexicnn {
namespace {

bool is_selected(const Selection& selection, std::uint64_t feature) {
  for (std::uint64_t c = 0; c < selection.selected.rows(); ++c) {
    if (selection.selected(c, feature) != 0) return true;
  }
  return false;
}

}  // namespace

FeatureWeights feature_weights(EmbedMethod method, const Scores& scores,
                               const Selection& selection) {
  FeatureWeights out;
  for (std::uint64_t feature = 0; feature < scores.feature_count(); ++feature) {
    if (method == EmbedMethod::full_network || is_selected(selection, feature)) {
      out.kept.push_back(feature);
    }
  }
  if (out.kept.empty()) {
    throw Error(ErrorKind::invalid_input,
                "no feature is selected for any class, so nothing is left to embed: select by "
                "another rule ('lexicnn select'), or take method full-network");
  }
  out.weight.assign(out.kept.size(), 1);
  return out;
}

}  // namespace lexicnn
