#include "network/pointwise.hpp"

#include <algorithm>
#include <unordered_set>

#include <openvino/op/ops.hpp>
#include <openvino/op/util/binary_elementwise_arithmetic.hpp>
#include <openvino/op/util/binary_elementwise_comparison.hpp>
#include <openvino/op/util/binary_elementwise_logical.hpp>
#include <openvino/op/util/unary_elementwise_arithmetic.hpp>

namespace lexicnn {
namespace {

using ov::op::v0::FakeQuantize;
using ov::op::v1::Add;
using ov::op::v1::Divide;
using ov::op::v1::Multiply;
using ov::op::v1::Subtract;

/// Longest spelling of one nonlinearity that is looked for; the tanh form of GELU has 9 operators,
/// each of them perhaps with a quantise/dequantise chain of 5.
constexpr std::size_t kMostOperators = 64;

bool is_pointwise(const ov::Node& node) {
  return ov::is_type_any_of<
      ov::op::util::UnaryElementwiseArithmetic, ov::op::util::BinaryElementwiseArithmetic,
      ov::op::util::BinaryElementwiseComparison, ov::op::util::BinaryElementwiseLogical,
      ov::op::v0::Clamp, ov::op::v0::Convert, ov::op::v0::Elu, FakeQuantize, ov::op::v0::Gelu,
      ov::op::v7::Gelu, ov::op::v0::HardSigmoid, ov::op::v5::HSigmoid, ov::op::v4::HSwish,
      ov::op::v4::Mish, ov::op::v0::PRelu, ov::op::v0::Selu, ov::op::v1::Select,
      ov::op::v4::SoftPlus, ov::op::v9::SoftSign, ov::op::v4::Swish>(&node);
}

/// True where the node's result has the shape of `value`: a constant that is larger would spread
/// it.
bool keeps_shape(const ov::Node& node, const GraphValue& value) {
  const ov::PartialShape& shape = value.get_partial_shape();
  return node.get_output_partial_shape(0).rank() == shape.rank() &&
         node.get_output_partial_shape(0).compatible(shape);
}

/// Grows the set of operators that depend on `value` alone and finds where they meet.
class RegionSearch {
 public:
  RegionSearch(const GraphFacts& facts, GraphValue value)
      : facts_(facts), value_(std::move(value)) {}

  std::optional<PointwiseRegion> run() {
    std::vector<ov::Node*> candidates = facts_.readers(value_);
    for (std::size_t i = 0; i < candidates.size() && nodes_.size() < kMostOperators; ++i) {
      ov::Node* node = candidates[i];
      if (inside_.count(node) != 0 || !belongs(*node)) continue;
      nodes_.push_back(node);
      inside_.insert(node);
      if (auto region = meeting_at(*node)) return region;
      for (ov::Node* reader : facts_.readers(node->output(0)))
        candidates.push_back(reader);
    }
    return std::nullopt;
  }

 private:
  bool belongs(const ov::Node& node) const {
    if (!is_pointwise(node) || !keeps_shape(node, value_)) return false;
    const auto inputs = facts_.computed_inputs(node);
    return std::all_of(inputs.begin(), inputs.end(), [this](const GraphValue& input) {
      return input == value_ || inside_.count(input.get_node()) != 0;
    });
  }

  /// The operators between the value and `exit`, if all that reads them is among them.
  std::optional<PointwiseRegion> meeting_at(ov::Node& exit) const {
    std::unordered_set<const ov::Node*> before{&exit};
    std::vector<ov::Node*> nodes;
    for (auto node = nodes_.rbegin(); node != nodes_.rend(); ++node) {
      if (before.count(*node) == 0) continue;
      nodes.insert(nodes.begin(), *node);
      for (const GraphValue& input : facts_.computed_inputs(**node)) {
        if (input != value_) before.insert(input.get_node());
      }
    }
    const auto read_inside = [&](const GraphValue& value) {
      const auto readers = facts_.readers(value);
      return std::all_of(readers.begin(), readers.end(),
                         [&before](const ov::Node* reader) { return before.count(reader) != 0; });
    };
    const bool closed = read_inside(value_) &&
                        std::all_of(nodes.begin(), nodes.end() - 1,
                                    [&](ov::Node* node) { return read_inside(node->output(0)); });
    if (!closed) return std::nullopt;
    return PointwiseRegion{std::move(nodes), exit.output(0)};
  }

  const GraphFacts& facts_;
  GraphValue value_;
  std::vector<ov::Node*> nodes_;  // each after those it reads
  std::unordered_set<const ov::Node*> inside_;
};

/// Add, Subtract, Multiply or Divide of one computed value with a constant on the right; on either
/// side where the order does not matter.
std::optional<GraphValue> affine_constant(const GraphFacts& facts, const ov::Node& node) {
  if (!ov::is_type_any_of<Add, Subtract, Multiply, Divide>(&node)) return std::nullopt;
  if (facts.is_constant(node.input_value(1))) return node.input_value(1);
  const bool commutes = ov::is_type_any_of<Add, Multiply>(&node);
  if (commutes && facts.is_constant(node.input_value(0))) return node.input_value(0);
  return std::nullopt;
}

/// Extents of a constant that is laid against `at` from the last axis on: are all 1 but the
/// channels'?
enum class Spread { one, channels, other };

Spread spread_of(const ov::PartialShape& constant, const Point& at) {
  const auto rank = at.value.get_partial_shape().rank();
  if (constant.is_dynamic() || rank.is_dynamic()) return Spread::other;
  const ov::Shape extents = constant.to_shape();
  Spread spread = Spread::one;
  std::int64_t axis = rank.get_length() - static_cast<std::int64_t>(extents.size());
  for (const std::size_t extent : extents) {
    if (extent != 1 && axis != at.channel_axis) return Spread::other;
    if (extent != 1) spread = Spread::channels;
    ++axis;
  }
  return spread;
}

}  // namespace

std::optional<PointwiseRegion> find_region(const GraphFacts& facts, const GraphValue& value) {
  return RegionSearch(facts, value).run();
}

std::optional<AffineStep> as_affine(const GraphFacts& facts, const PointwiseRegion& region,
                                    const Point& at) {
  if (region.nodes.size() != 1) return std::nullopt;
  const ov::Node& node = *region.nodes.front();
  const auto constant = affine_constant(facts, node);
  if (!constant || node.get_autob().m_type != ov::op::AutoBroadcastType::NUMPY) {
    return std::nullopt;
  }
  const Spread spread = spread_of(constant->get_partial_shape(), at);
  if (spread == Spread::other) return std::nullopt;
  // With one channel a constant for all is the channel's own.
  const auto channels = at.value.get_partial_shape()[at.channel_axis];
  return AffineStep{ov::is_type_any_of<Add, Subtract>(&node),
                    spread == Spread::channels || channels == 1, region.result};
}

bool is_nonlinear(const GraphFacts& facts, const PointwiseRegion& region) {
  return std::any_of(region.nodes.begin(), region.nodes.end(), [&facts](const ov::Node* node) {
    if (ov::is_type_any_of<ov::op::v0::Convert, ov::op::v0::Negative, FakeQuantize>(node)) {
      return false;
    }
    if (ov::is_type_any_of<Add, Subtract>(node)) return false;
    return !affine_constant(facts, *node);
  });
}

}  // namespace lexicnn
