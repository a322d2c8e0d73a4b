/// The image input of a graph: which it is, its layout, and fixing its size.
#pragma once

#include <cstdint>
#include <string>

#include <openvino/core/model.hpp>

#include "lexicnn/network/network.hpp"

namespace lexicnn {

/// The only input of the model, four-dimensional with three channels. `name` is the model in error
/// messages. Throws Error(invalid_model) that lists the inputs.
NetworkInput find_input(const ov::Model& model, const std::string& name);

/// Gives the model's input the shape of one image of that size, its element type f32, and every
/// value a fixed shape; 0 means the model's own size. Throws Error(invalid_option) where the model
/// leaves its size open and none is given, or cannot take this one; Error(invalid_model) where
/// shapes stay open.
void fix_input(ov::Model& model, const NetworkInput& input, std::uint32_t height,
               std::uint32_t width, const std::string& name);

}  // namespace lexicnn
