/// Finds the convolutions and dense layers of a graph.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "network/graph_facts.hpp"

namespace lexicnn {

enum class LayerKind { convolution, depthwise, grouped, transposed, dense };

/// As `Layer::operation` says it.
std::string_view operation_name(LayerKind kind) noexcept;

struct LayerNode {
  std::shared_ptr<ov::Node> node;
  LayerKind kind = LayerKind::convolution;
  std::int64_t channel_axis = 1;  ///< of the node's output
  std::uint64_t features = 0;     ///< extent of that axis
  bool pointwise = false;         ///< dense, or a convolution with a 1×1 kernel

  [[nodiscard]] GraphValue output() const { return node->output(0); }
};

/// All layers through which the image flows, in the order of `facts.nodes()`: every convolution,
/// and every matrix product with one matrix of constant weights.
std::vector<LayerNode> find_layers(const GraphFacts& facts);

}  // namespace lexicnn
