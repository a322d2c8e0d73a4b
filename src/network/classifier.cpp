#include "network/classifier.hpp"

#include <algorithm>

#include <openvino/op/ops.hpp>

namespace lexicnn {
namespace {

using namespace ov::op;

/// Operators that turn scores into probabilities or ranks, or only move them.
bool keeps_scores(const ov::Node& node) {
  return ov::is_type_any_of<v1::Softmax, v8::Softmax, v5::LogSoftmax, v0::Sigmoid, v1::Reshape,
                            v0::Squeeze, v15::Squeeze, v0::Unsqueeze, v1::Transpose, v0::Convert,
                            v0::FakeQuantize, util::TopKBase>(&node);
}

/// A bias or a factor. One constant a channel that multiplies is a batch norm, which no classifier
/// has.
bool is_affine(const ov::Node& node, const GraphFacts& facts) {
  if (ov::is_type_any_of<v1::Add, v1::Subtract>(&node)) return true;
  if (!ov::is_type_any_of<v1::Multiply, v1::Divide>(&node)) return false;
  return uniform_value(node.input_value(facts.is_constant(node.input_value(0)) ? 0 : 1))
      .has_value();
}

bool is_average(const ov::Node& node) {
  return ov::is_type_any_of<v1::AvgPool, v14::AvgPool, v1::ReduceMean>(&node);
}

/// The layer that gives an output of the model its scores; `layers.size()` where none does.
std::size_t scores_of(GraphValue value, const GraphFacts& facts,
                      const std::vector<LayerNode>& layers) {
  bool averaged = false;
  for (;;) {
    const ov::Node& node = *value.get_node();
    const auto layer = std::find_if(layers.begin(), layers.end(), [&node](const LayerNode& each) {
      return each.node.get() == &node;
    });
    if (layer != layers.end()) {
      const bool scores = layer->pointwise && !(averaged && layer->kind == LayerKind::dense);
      return scores ? static_cast<std::size_t>(layer - layers.begin()) : layers.size();
    }
    averaged = averaged || is_average(node);
    const bool rectified = averaged && ov::is_type<v0::Relu>(&node);
    const auto inputs = facts.computed_inputs(node);
    if (inputs.size() != 1 ||
        !(keeps_scores(node) || is_affine(node, facts) || is_average(node) || rectified)) {
      return layers.size();
    }
    value = inputs.front();
  }
}

}  // namespace

std::vector<std::size_t> find_classifiers(const ov::Model& model, const GraphFacts& facts,
                                          const std::vector<LayerNode>& layers) {
  std::vector<std::size_t> out;
  for (const auto& result : model.get_results()) {
    const std::size_t place = scores_of(result->input_value(0), facts, layers);
    if (place != layers.size() && std::find(out.begin(), out.end(), place) == out.end()) {
      out.push_back(place);
    }
  }
  if (out.size() == layers.size()) out.clear();
  return out;
}

}  // namespace lexicnn
