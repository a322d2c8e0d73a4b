#include "lexicnn/score/layout.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lexicnn/core/error.hpp"

namespace lexicnn {
namespace {

void check_depths(const std::vector<double>& upper_depths) {
  double last = 0;
  for (const double depth : upper_depths) {
    if (!(depth > last && depth <= 1)) {
      throw Error(ErrorKind::invalid_option,
                  fmt::format("bands = {}: the upper depths must ascend between 0 and 1",
                              fmt::join(upper_depths, ",")));
    }
    last = depth;
  }
}

std::string band_name(std::size_t place, std::size_t count) {
  if (count == 2) return place == 0 ? "low" : "high";
  if (count == 3) return place == 0 ? "low" : place == 1 ? "middle" : "high";
  return fmt::format("band {}", place + 1);
}

std::vector<BandPlace> bands_of(std::vector<double> upper_depths) {
  check_depths(upper_depths);
  if (!upper_depths.empty() && upper_depths.back() < 1) upper_depths.push_back(1);
  std::vector<BandPlace> out;
  if (upper_depths.size() < 2) return out;  // one band would be the whole network
  for (std::size_t i = 0; i < upper_depths.size(); ++i) {
    out.push_back(
        {band_name(i, upper_depths.size()), i == 0 ? 0 : upper_depths[i - 1], upper_depths[i]});
  }
  return out;
}

/// Layers in order of first appearance, which is the order of the null's layers.
std::vector<LayerPlace> layers_as_named(const Scores& scores,
                                        const std::vector<std::uint32_t>& layer_of) {
  const std::vector<std::string> names = scores.layer_names();
  const bool has_index = scores.features.find("layer_index") != nullptr;
  const bool has_depth = scores.features.find("depth") != nullptr;
  std::vector<LayerPlace> out(names.size());
  for (std::uint64_t f = layer_of.size(); f-- > 0;) {  // ends at each layer's first feature
    LayerPlace& layer = out[layer_of[f]];
    ++layer.features;
    if (has_index) {
      const auto& indices = scores.features.get<std::vector<std::int64_t>>("layer_index");
      layer.index = static_cast<std::uint64_t>(indices[f]);
    }
    if (has_depth) layer.depth = scores.features.get<std::vector<double>>("depth")[f];
  }
  for (std::uint32_t place = 0; place < out.size(); ++place) {
    LayerPlace& layer = out[place];
    layer.name = names[place];
    layer.null_layer = place;
    if (!has_index) layer.index = place;
    if (!has_depth && out.size() > 1) {
      layer.depth = static_cast<double>(place) / static_cast<double>(out.size() - 1);
    }
  }
  return out;
}

/// Puts the layers into the order of the network and gives where each went.
std::vector<std::uint32_t> order_by_index(std::vector<LayerPlace>& layers) {
  std::stable_sort(layers.begin(), layers.end(),
                   [](const LayerPlace& a, const LayerPlace& b) { return a.index < b.index; });
  std::vector<std::uint32_t> went(layers.size());
  for (std::uint32_t place = 0; place < layers.size(); ++place) {
    went[layers[place].null_layer] = place;
  }
  return went;
}

/// Gives each layer its band, then drops the bands without one.
void place_in_bands(NetworkLayout& layout) {
  if (layout.bands.empty()) return;
  std::vector<std::uint32_t> layers_in(layout.bands.size());
  for (LayerPlace& layer : layout.layers) {
    const auto last = static_cast<std::uint32_t>(layout.bands.size() - 1);
    while (layer.band < last && layer.depth > layout.bands[layer.band].upper)
      ++layer.band;
    ++layers_in[layer.band];
  }
  std::vector<BandPlace> kept;
  std::vector<std::uint32_t> went(layout.bands.size());
  for (std::size_t band = 0; band < layers_in.size(); ++band) {
    went[band] = static_cast<std::uint32_t>(kept.size());
    if (layers_in[band] != 0) kept.push_back(layout.bands[band]);
  }
  for (LayerPlace& layer : layout.layers)
    layer.band = went[layer.band];
  layout.bands = std::move(kept);
}

}  // namespace

NetworkLayout layout_of(const Scores& scores, const std::vector<double>& upper_depths) {
  NetworkLayout out;
  out.bands = bands_of(upper_depths);
  out.layer_of = scores.layer_of_feature();
  out.layers = layers_as_named(scores, out.layer_of);
  const std::vector<std::uint32_t> went = order_by_index(out.layers);
  for (std::uint32_t& layer : out.layer_of)
    layer = went[layer];
  if (out.layers.size() < 2) out.bands.clear();  // a single layer has no depth
  place_in_bands(out);
  return out;
}

}  // namespace lexicnn
