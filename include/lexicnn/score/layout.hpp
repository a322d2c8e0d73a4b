/// The layers and the depth bands of a network, as the features of a score table name them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lexicnn/core/export.hpp"
#include "lexicnn/score/scores.hpp"

namespace lexicnn {

struct LayerPlace {
  std::string name;
  std::uint64_t index = 0;  ///< `layer_index` of its features, else its place
  double depth = 0;         ///< `depth` of its features, else place / (layers - 1)
  std::uint64_t features = 0;
  std::uint32_t null_layer = 0;  ///< place in `Scores::null.layers`
  std::uint32_t band = 0;        ///< place in `NetworkLayout::bands`
};

struct BandPlace {
  std::string name;
  double lower = 0;  ///< exclusive, but for the first band
  double upper = 1;  ///< inclusive
};

struct NetworkLayout {
  std::vector<LayerPlace> layers;       ///< in the order of the network
  std::vector<std::uint32_t> layer_of;  ///< of each feature: place in `layers`
  std::vector<BandPlace> bands;         ///< those that hold a layer, by depth; may be none
};

/// Bands by their upper depths (inclusive), ascending; the last band ends at 1, given or not. Three
/// are named low, middle and high, two low and high, others by number. Fewer than two, or a single
/// layer: no bands. Throws Error(invalid_option) where the depths are not ascending within (0, 1].
LEXICNN_API NetworkLayout layout_of(const Scores& scores, const std::vector<double>& upper_depths);

}  // namespace lexicnn
