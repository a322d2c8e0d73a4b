/// Which features an embedding keeps, and what each weighs.
#pragma once

#include <cstdint>
#include <vector>

#include "lexicnn/core/export.hpp"
#include "lexicnn/embed/embedding.hpp"

namespace lexicnn {

struct FeatureWeights {
  std::vector<std::uint64_t> kept;  ///< ascending places in `Scores::features`
  std::vector<double> weight;       ///< one a kept feature, above 0
};

/// By method: full_network keeps all features, selected those that are selected for at least one
/// class; each weighs 1. Throws Error(invalid_input) where nothing is kept.
LEXICNN_API FeatureWeights feature_weights(EmbedMethod method, const Scores& scores,
                                           const Selection& selection);

}  // namespace lexicnn
