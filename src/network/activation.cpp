#include "network/activation.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>
#include <utility>

#include <openvino/op/ops.hpp>

namespace lexicnn {
namespace {

template <typename... Types>
bool holds(const PointwiseRegion& region) {
  return std::any_of(region.nodes.begin(), region.nodes.end(),
                     [](const ov::Node* node) { return ov::is_type_any_of<Types...>(node); });
}

/// True where the result is a product of two computed values: x times a function of x.
bool multiplies_itself(const GraphFacts& facts, const PointwiseRegion& region) {
  return std::any_of(region.nodes.begin(), region.nodes.end(), [&facts](const ov::Node* node) {
    return ov::is_type<ov::op::v1::Multiply>(node) && facts.computed_inputs(*node).size() == 2;
  });
}

/// A limit on both sides, by whatever operators.
bool holds_clip(const PointwiseRegion& region) {
  return holds<ov::op::v0::Clamp>(region) || (holds<ov::op::v1::Minimum>(region) &&
                                              holds<ov::op::v1::Maximum, ov::op::v0::Relu>(region));
}

std::string elementwise_name(const PointwiseRegion& region) {
  std::set<std::string> words;
  for (const ov::Node* node : region.nodes)
    words.insert(operator_words(*node));
  std::string out;
  for (const std::string& word : words)
    out += (out.empty() ? "elementwise (" : ", ") + word;
  return out + ")";
}

/// Nonlinearities of several operators, told apart by those that only one of them has.
std::string spelled_name(const GraphFacts& facts, const PointwiseRegion& region) {
  using namespace ov::op;
  const bool gated = multiplies_itself(facts, region);
  if (holds<v0::Erf>(region)) return "gelu";
  if (holds<v0::Tanh>(region) && holds<v4::SoftPlus, v0::Log>(region)) return "mish";
  if (holds<v0::Tanh>(region) && gated) return "gelu";
  if (holds<v0::HardSigmoid, v5::HSigmoid>(region) && gated) return "hard swish";
  if (holds_clip(region) && gated) return "hard swish";
  if (holds<v0::Sigmoid>(region) && gated) return "swish";
  if (holds<v0::Exp>(region) && gated && holds<v1::Divide, v1::Power>(region)) return "swish";
  if (holds<v0::Exp>(region) && holds<v1::Maximum, v1::Minimum, v0::Relu>(region)) return "elu";
  if (holds<v1::Greater>(region) && gated) return "thresholded relu";
  if (holds<v1::Maximum>(region) && holds<v1::Multiply>(region)) return "leaky relu";
  return elementwise_name(region);
}

bool is_leaky(const ov::Node& node) {
  return uniform_value(node.input_value(1)).has_value();
}

/// The words of operators whose names alone would not read well.
std::string_view known_words(std::string_view type) {
  static constexpr std::pair<std::string_view, std::string_view> kWords[] = {
      {"BatchNormInference", "batch norm"},
      {"GroupConvolution", "convolution"},
      {"ConvolutionBackpropData", "transposed convolution"},
      {"GroupConvolutionBackpropData", "transposed convolution"},
      {"AvgPool", "average pool"},
      {"ReduceMean", "mean"},
      {"FakeQuantize", "quantize"},
      {"HSwish", "hard swish"},
      {"HSigmoid", "hard sigmoid"},
      {"SoftPlus", "softplus"},
      {"SoftSign", "softsign"},
      {"PRelu", "prelu"},
      {"MVN", "normalize"},
      {"LRN", "local response norm"},
      {"MatMul", "matrix product"},
      {"VariadicSplit", "split"},
      {"NormalizeL2", "l2 normalize"},
      {"TopK", "top k"},
  };
  const auto found = std::find_if(std::begin(kWords), std::end(kWords),
                                  [type](const auto& entry) { return entry.first == type; });
  return found == std::end(kWords) ? std::string_view() : found->second;
}

}  // namespace

std::string operator_words(const ov::Node& node) {
  const std::string_view type = node.get_type_info().name;
  if (const std::string_view words = known_words(type); !words.empty()) return std::string(words);
  std::string out;
  for (const char c : type) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isupper(byte) != 0 && !out.empty()) out += ' ';
    out += static_cast<char>(std::tolower(byte));
  }
  return out;
}

std::optional<ClipBounds> clip_bounds(const GraphFacts& facts, const PointwiseRegion& region) {
  if (region.nodes.size() != 1) return std::nullopt;
  const ov::Node* node = region.nodes.front();
  if (ov::is_type<ov::op::v0::Relu>(node)) return ClipBounds{0};
  if (const auto* clamp = ov::as_type<const ov::op::v0::Clamp>(node)) {
    return ClipBounds{clamp->get_min(), clamp->get_max()};
  }
  const bool lower = ov::is_type<ov::op::v1::Maximum>(node);
  if (!lower && !ov::is_type<ov::op::v1::Minimum>(node)) return std::nullopt;
  const auto limit =
      uniform_value(node->input_value(facts.is_constant(node->input_value(0)) ? 0 : 1));
  if (!limit) return std::nullopt;
  ClipBounds bounds;
  (lower ? bounds.low : bounds.high) = *limit;
  return bounds;
}

std::string clip_name(const ClipBounds& bounds) {
  // Exporters write "no upper limit" as the largest float.
  if (bounds.low == 0 && bounds.high >= double{std::numeric_limits<float>::max()}) return "relu";
  if (bounds.low == 0 && bounds.high == 6) return "relu6";
  return "clip";
}

std::string activation_name(const GraphFacts& facts, const PointwiseRegion& region) {
  if (region.nodes.size() != 1) return spelled_name(facts, region);
  if (const auto bounds = clip_bounds(facts, region)) return clip_name(*bounds);
  const ov::Node& node = *region.nodes.front();
  if (ov::is_type<ov::op::v0::PRelu>(&node) && is_leaky(node)) return "leaky relu";
  return operator_words(node);
}

}  // namespace lexicnn
