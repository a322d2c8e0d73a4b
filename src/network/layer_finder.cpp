#include "network/layer_finder.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include <openvino/op/convolution.hpp>
#include <openvino/op/group_conv.hpp>
#include <openvino/op/matmul.hpp>

namespace lexicnn {
namespace {

/// Extent of an axis, 0 where it is dynamic.
std::uint64_t extent(const ov::PartialShape& shape, std::ptrdiff_t axis) {
  return shape[axis].is_static() ? static_cast<std::uint64_t>(shape[axis].get_length()) : 0;
}

/// True where the last axes of a kernel, from `first` on, are all 1.
bool single_tap(const ov::PartialShape& weights, std::size_t first) {
  if (weights.rank().is_dynamic()) return false;
  return std::all_of(weights.begin() + static_cast<std::ptrdiff_t>(first), weights.end(),
                     [](const ov::Dimension& dimension) { return dimension == 1; });
}

/// One matrix [K, U] (leading axes of extent 1 are none) that multiplies from the right.
bool is_dense(const ov::Node& node, const GraphFacts& facts) {
  const ov::PartialShape& weights = node.get_input_partial_shape(1);
  if (facts.is_constant(node.input_value(0)) || !facts.is_constant(node.input_value(1)) ||
      weights.rank().is_dynamic() || weights.size() < 2 ||
      node.get_output_partial_shape(0).rank().is_dynamic()) {
    return false;
  }
  return std::all_of(weights.begin(), weights.end() - 2,
                     [](const ov::Dimension& dimension) { return dimension == 1; });
}

std::optional<LayerKind> kind_of(const ov::Node& node, const GraphFacts& facts) {
  if (ov::is_type<ov::op::v1::Convolution>(&node)) return LayerKind::convolution;
  if (ov::is_type_any_of<ov::op::v1::ConvolutionBackpropData,
                         ov::op::v1::GroupConvolutionBackpropData>(&node)) {
    return LayerKind::transposed;
  }
  if (ov::is_type<ov::op::v1::GroupConvolution>(&node)) {
    const ov::PartialShape& weights = node.get_input_partial_shape(1);
    if (weights.rank().is_dynamic()) return LayerKind::grouped;
    if (weights[0] == 1) return LayerKind::convolution;
    return weights[2] == 1 ? LayerKind::depthwise : LayerKind::grouped;
  }
  if (ov::is_type<ov::op::v0::MatMul>(&node) && is_dense(node, facts)) return LayerKind::dense;
  return std::nullopt;
}

}  // namespace

std::string_view operation_name(LayerKind kind) noexcept {
  switch (kind) {
    case LayerKind::convolution:
      return "convolution";
    case LayerKind::depthwise:
      return "depthwise convolution";
    case LayerKind::grouped:
      return "grouped convolution";
    case LayerKind::transposed:
      return "transposed convolution";
    case LayerKind::dense:
      return "dense";
  }
  return "";
}

std::vector<LayerNode> find_layers(const GraphFacts& facts) {
  std::vector<LayerNode> out;
  for (const auto& node : facts.nodes()) {
    if (facts.is_constant(*node)) continue;
    const auto kind = kind_of(*node, facts);
    if (!kind) continue;
    const ov::PartialShape& shape = node->get_output_partial_shape(0);
    if (shape.rank().is_dynamic() || shape.size() < 2) continue;
    const bool dense = *kind == LayerKind::dense;
    const auto axis = dense ? static_cast<std::ptrdiff_t>(shape.size()) - 1 : std::ptrdiff_t{1};
    const bool pointwise = dense || (*kind == LayerKind::convolution &&
                                     single_tap(node->get_input_partial_shape(1), 2));
    if (const std::uint64_t features = extent(shape, axis); features != 0) {
      out.push_back({node, *kind, axis, features, pointwise});
    }
  }
  return out;
}

}  // namespace lexicnn
