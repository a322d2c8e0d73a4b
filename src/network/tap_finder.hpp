/// Finds where the two taps of a layer read, and says what follows it.
#pragma once

#include <string>

#include "lexicnn/network/capture.hpp"

#include "network/layer_finder.hpp"
#include "network/pointwise.hpp"

namespace lexicnn {

/// A layer's two points; equal where no nonlinearity follows.
struct Taps {
  Point linear;                     ///< after the layer, its bias and batch norm
  Point activation;                 ///< after the nonlinearity, if one follows
  std::string nonlinearity;         ///< its name, empty where none follows
  std::string follows;              ///< e.g. "batch norm, relu6" or "batch norm, add"
  std::string linear_includes;      ///< what lies between the layer and `linear`: "bias"
  std::string activation_includes;  ///< and `activation`: "bias, relu"

  [[nodiscard]] const Point& at(Tap tap) const noexcept {
    return tap == Tap::linear ? linear : activation;
  }
};

/// Follows the value of a layer until its nonlinearity, or until a node that is not its own: a
/// residual Add, a Concat, a gate, a pooling, the next layer, or a fork. The rules:
/// docs/network.md.
Taps find_taps(const GraphFacts& facts, const LayerNode& layer);

}  // namespace lexicnn
