#include "network/graph_facts.hpp"

#include <map>

#include <openvino/op/constant.hpp>
#include <openvino/op/ops.hpp>
#include <openvino/op/util/op_types.hpp>
#include <openvino/op/util/shape_of_base.hpp>

namespace lexicnn {
namespace {

bool reads_shape_only(const ov::Node& node) {
  return ov::is_type<ov::op::util::ShapeOfBase>(&node) || ov::is_type<ov::op::v0::ShapeOf>(&node);
}

/// The constant behind conversions and changes of shape, or nullptr.
std::shared_ptr<ov::op::v0::Constant> constant_behind(GraphValue value) {
  for (;;) {
    const auto node = value.get_node_shared_ptr();
    if (auto constant = ov::as_type_ptr<ov::op::v0::Constant>(node)) return constant;
    const bool same_elements =
        ov::is_type_any_of<ov::op::v0::Convert, ov::op::v1::Reshape, ov::op::v0::Squeeze,
                           ov::op::v15::Squeeze, ov::op::v0::Unsqueeze, ov::op::v1::Transpose,
                           ov::op::v1::Broadcast, ov::op::v3::Broadcast>(node);
    if (!same_elements) return nullptr;
    value = node->input_value(0);
  }
}

}  // namespace

GraphFacts::GraphFacts(const ov::Model& model) : nodes_(model.get_ordered_ops()) {
  for (std::size_t place = 0; place < nodes_.size(); ++place) {
    const ov::Node& node = *nodes_[place];
    const bool constant = reads_shape_only(node) ||
                          (computed_inputs(node).empty() && !ov::op::util::is_parameter(&node));
    facts_[&node] = {place, constant};
  }
}

bool GraphFacts::is_constant(const ov::Node& node) const {
  const auto found = facts_.find(&node);
  return found != facts_.end() && found->second.constant;
}

bool GraphFacts::is_constant(const GraphValue& value) const {
  return is_constant(*value.get_node());
}

std::vector<GraphValue> GraphFacts::computed_inputs(const ov::Node& node) const {
  std::vector<GraphValue> out;
  for (const GraphValue& input : node.input_values()) {
    if (!is_constant(input)) out.push_back(input);
  }
  return out;
}

std::vector<ov::Node*> GraphFacts::readers(const GraphValue& value) const {
  std::map<std::size_t, ov::Node*> by_place;
  for (const auto& input : value.get_target_inputs()) {
    const auto found = facts_.find(input.get_node());
    if (found == facts_.end() || found->second.constant) continue;
    if (!ov::op::util::is_output(input.get_node())) {
      by_place.emplace(found->second.place, input.get_node());
    }
  }
  std::vector<ov::Node*> out;
  for (const auto& [place, node] : by_place)
    out.push_back(node);
  return out;
}

std::optional<double> uniform_value(const GraphValue& value) {
  const auto constant = constant_behind(value);
  if (constant == nullptr || constant->get_element_type() == ov::element::string ||
      ov::shape_size(constant->get_shape()) == 0 ||
      !constant->get_all_data_elements_bitwise_identical()) {
    return std::nullopt;
  }
  return constant->cast_vector<double>(1).front();
}

bool equal_constants(const GraphValue& a, const GraphValue& b) {
  const auto first = constant_behind(a);
  const auto second = constant_behind(b);
  return first != nullptr && second != nullptr && first->get_element_type().is_real() &&
         second->get_element_type().is_real() &&
         first->cast_vector<double>() == second->cast_vector<double>();
}

std::optional<std::vector<std::int64_t>> integer_values(const GraphValue& value) {
  const auto constant = ov::as_type_ptr<ov::op::v0::Constant>(value.get_node_shared_ptr());
  if (constant == nullptr || !constant->get_element_type().is_integral_number()) {
    return std::nullopt;
  }
  return constant->cast_vector<std::int64_t>();
}

}  // namespace lexicnn
