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
/// class; each weighs 1. transfer keeps the same as selected and weighs each by
///
///     max over the classes of e_cf, times r_l⁴        e_cf = |s_cf| - noise threshold, if selected
///
/// with r_l the independent directions of its layer: tr(G)² / |G|², between 1 and the number of
/// classes, for G_cd = Σ_f sign(s_cf) e_cf sign(s_df) e_df over the layer (the participation ratio
/// of its spectrum). Where the features of a layer all tell the same, unrelated images look alike
/// by chance more often. The mean of weight² is 1. Throws Error(invalid_input) where nothing is
/// kept.
LEXICNN_API FeatureWeights feature_weights(EmbedMethod method, const Scores& scores,
                                           const Selection& selection);

}  // namespace lexicnn
