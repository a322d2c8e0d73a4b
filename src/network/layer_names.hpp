/// The names of layers and nodes as the model's author sees them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <openvino/core/model.hpp>

#include "network/layer_finder.hpp"
#include "network/model_format.hpp"

namespace lexicnn {

/// A unique name for each layer, in their order: the model's own where the engine has kept it or
/// the file still tells it, else the operation and its number, e.g. "convolution_3". Repeats get
/// "#2", "#3".
std::vector<std::string> name_layers(const GraphFacts& facts, const std::vector<LayerNode>& layers,
                                     const std::filesystem::path& path, ModelFormat format);

/// True where the engine made the name up, by counting nodes: it would change with what was read
/// before.
bool has_made_up_name(const ov::Node& node, ModelFormat format);

}  // namespace lexicnn
