/// Tells which layers give the class scores.
#pragma once

#include <cstddef>
#include <vector>

#include <openvino/core/model.hpp>

#include "network/layer_finder.hpp"

namespace lexicnn {

/// Places in `layers` of the dense layers and 1×1 convolutions whose values reach an output of the
/// model without another layer or nonlinearity, but for Softmax and Sigmoid. After a convolution
/// the scores may be pooled, and rectified before that (SqueezeNet). None where that would be all
/// layers.
std::vector<std::size_t> find_classifiers(const ov::Model& model, const GraphFacts& facts,
                                          const std::vector<LayerNode>& layers);

}  // namespace lexicnn
