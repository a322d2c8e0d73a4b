/// Weights of features from the scores of other images.
#pragma once

#include <cstdint>
#include <vector>

#include "lexicnn/score/scores.hpp"
#include "lexicnn/select/select.hpp"

namespace lexicnn::embed_stage {

/// Independent directions of each layer, in the order of Scores::layer_names(), between 1 and the
/// smaller of classes and features: tr(G)² / |G|², with G the dot products of the classes over the
/// layer's excesses. Excess: sign(s) (|s| - threshold) of a selected pair, else 0. 0 where nothing
/// of a layer is selected.
std::vector<double> independent_directions(const Scores& scores, const Selection& selection);

/// One weight a feature of `scores`: its largest excess over the classes, times its layer's
/// independent directions to the fourth power; scaled so that the mean square of those above 0 is
/// 1. All 0 where nothing is selected.
std::vector<double> transfer_weights(const Scores& scores, const Selection& selection);

}  // namespace lexicnn::embed_stage
