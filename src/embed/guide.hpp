/// Whether scores are what an embedding may use.
#pragma once

#include "lexicnn/embed/embedding.hpp"
#include "lexicnn/embed/feature_weights.hpp"

namespace lexicnn::embed_stage {

/// Throws Error(invalid_input) where the scored features are not these, in this order.
void check_same_features(const EmbedGuide& guide, const Table& features);

/// Scores tell the mean of what they are of; it is the same for the same images, but for rounding.
/// Throws Error(invalid_input) where it is not that of the training images.
void check_same_images(const EmbedGuide& guide, const Embedding& embedding);

/// Makes the places among the features of scores places among `features`, ascending. Throws what
/// find_columns throws.
void find_by_name(FeatureWeights& weights, const Table& scored, const Table& features);

}  // namespace lexicnn::embed_stage
