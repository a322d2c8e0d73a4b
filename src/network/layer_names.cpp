#include "network/layer_names.hpp"

#include <algorithm>
#include <cctype>
#include <exception>
#include <fmt/format.h>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <openvino/frontend/manager.hpp>
#include <openvino/op/util/framework_node.hpp>
#include <openvino/op/util/op_types.hpp>
#include <openvino/opsets/opset.hpp>

namespace lexicnn {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// "Transpose_336": an operator's type and a count.
bool is_type_and_count(const std::string& name) {
  const std::size_t mark = name.rfind('_');
  return mark != std::string::npos && all_digits(std::string_view(name).substr(mark + 1)) &&
         ov::get_opset13().contains_type(name.substr(0, mark));
}

/// The engine splits a layer with a bias in two and calls the first "NAME/WithoutBiases", with a
/// count behind where names repeat.
std::string without_suffix(const std::string& name) {
  constexpr std::string_view kSuffix = "/WithoutBiases";
  const std::size_t at = name.rfind(kSuffix);
  if (at == std::string::npos || at == 0) return name;
  const std::string rest = name.substr(at + kSuffix.size());
  const bool count = rest.size() > 1 && rest.front() == '_' && all_digits(rest.substr(1));
  return rest.empty() || count ? name.substr(0, at) + rest : name;
}

bool feeds_result(const GraphValue& value) {
  const auto inputs = value.get_target_inputs();
  return std::any_of(inputs.begin(), inputs.end(),
                     [](const auto& input) { return ov::op::util::is_output(input.get_node()); });
}

/// A model file as its own format sees it, for names that the engine's graph has lost.
class SourceNames {
 public:
  SourceNames(const std::filesystem::path& path, ModelFormat format)
      : reader_(manager_.load_by_framework(reader_name(format))),
        model_(reader_->load(path.string())) {}

  /// The operator that gives a tensor, by its own name; empty where it has none.
  std::string producer(const std::string& tensor) const {
    const auto place = model_ == nullptr ? nullptr : model_->get_place_by_tensor_name(tensor);
    const auto operation = place == nullptr ? nullptr : place->get_producing_operation();
    if (operation == nullptr || operation->get_names().empty()) return {};
    return operation->get_names().front();
  }

  /// The graph of the format's own operators.
  std::shared_ptr<ov::Model> graph() const {
    return model_ == nullptr ? nullptr : reader_->decode(model_);
  }

 private:
  ov::frontend::FrontEndManager manager_;
  ov::frontend::FrontEnd::Ptr reader_;
  ov::frontend::InputModel::Ptr model_;
};

/// What `use` makes of the file's own names. They are a comfort: where the format's reader fails on
/// the file that the engine has just read, the engine's names do.
template <typename Use>
auto from_source(const std::filesystem::path& path, ModelFormat format, Use&& use)
    -> decltype(use(std::declval<const SourceNames&>())) {
  try {
    return use(SourceNames(path, format));
  } catch (const std::exception&) {
    return {};
  }
}

// ONNX: the engine keeps node names, but names a node whose output is the model's after that
// output, and makes up one for a transposed convolution with a bias.

std::string onnx_name(const GraphFacts& facts, const LayerNode& layer,
                      const std::filesystem::path& path) {
  const std::string kept = without_suffix(layer.node->get_friendly_name());
  const bool made_up = has_made_up_name(*layer.node, ModelFormat::onnx);
  if (!made_up && !feeds_result(layer.output())) return kept;
  GraphValue named = layer.output();
  const auto readers = facts.readers(named);
  if (named.get_names().empty() && readers.size() == 1) named = readers.front()->output(0);
  const auto tensors = named.get_names();
  if (tensors.empty()) return kept;
  const std::string tensor = *std::min_element(tensors.begin(), tensors.end());
  const std::string own = from_source(
      path, ModelFormat::onnx, [&](const SourceNames& source) { return source.producer(tensor); });
  if (!own.empty()) return own;
  return made_up ? named.get_node()->get_friendly_name() : kept;
}

// TensorFlow and TensorFlow Lite: the engine moves transposes around and loses names on the way.
// The format's own graph has the same layers in the same order.

std::optional<LayerKind> source_kind(const std::string& type) {
  static const std::unordered_map<std::string, LayerKind> kKinds = {
      {"Conv2D", LayerKind::convolution},
      {"DepthwiseConv2dNative", LayerKind::depthwise},
      {"Conv2DBackpropInput", LayerKind::transposed},
      {"MatMul", LayerKind::dense},
      {"BatchMatMul", LayerKind::dense},
      {"BatchMatMulV2", LayerKind::dense},
      {"BatchMatMulV3", LayerKind::dense},
      {"CONV_2D", LayerKind::convolution},
      {"DEPTHWISE_CONV_2D", LayerKind::depthwise},
      {"TRANSPOSE_CONV", LayerKind::transposed},
      {"FULLY_CONNECTED", LayerKind::dense},
      {"BATCH_MATMUL", LayerKind::dense},
  };
  const auto found = kKinds.find(type);
  return found == kKinds.end() ? std::nullopt : std::optional(found->second);
}

/// TensorFlow Lite names tensors only, and joins the names of fused operators with ";": the part
/// that names the layer's own operator, else the first.
std::string lite_name(const ov::Node& node) {
  const auto tensors = node.get_output_tensor(0).get_names();
  if (tensors.empty()) return {};
  const std::string all = *std::min_element(tensors.begin(), tensors.end());
  std::string chosen = all.substr(0, all.find(';'));
  for (std::size_t begin = 0; begin < all.size();) {
    const std::size_t end = std::min(all.find(';', begin), all.size());
    const std::string part = all.substr(begin, end - begin);
    const std::string last = part.substr(part.rfind('/') + 1);
    for (const std::string_view own : {"Conv2D", "depthwise", "convolution", "MatMul"}) {
      if (last.rfind(own, 0) == 0) return part;
    }
    begin = end + 1;
  }
  return chosen;
}

/// Names by order; empty where the two graphs do not have the same kinds of layers in the same
/// order.
std::vector<std::string> names_by_order(const std::vector<LayerNode>& layers,
                                        const ov::Model& source, ModelFormat format) {
  const GraphFacts facts(source);
  std::vector<std::string> out;
  for (const auto& node : facts.nodes()) {
    const auto* own = ov::as_type<const ov::op::util::FrameworkNode>(node.get());
    const auto kind = own == nullptr ? std::nullopt : source_kind(own->get_attrs().get_type_name());
    if (!kind || facts.is_constant(*node)) continue;
    const bool product = *kind == LayerKind::dense;
    if (product && facts.computed_inputs(*node).size() != 1) continue;
    if (out.size() == layers.size()) return {};
    // A depthwise convolution of one channel is a plain one, and one with groups says so in its
    // weights.
    const bool same_family = product == (layers[out.size()].kind == LayerKind::dense);
    if (!same_family) return {};
    out.push_back(format == ModelFormat::tensorflow_lite ? lite_name(*node)
                                                         : node->get_friendly_name());
  }
  return out.size() == layers.size() ? out : std::vector<std::string>{};
}

std::vector<std::string> tensorflow_names(const std::vector<LayerNode>& layers,
                                          const std::filesystem::path& path, ModelFormat format) {
  auto out = from_source(path, format, [&](const SourceNames& source) {
    const auto graph = source.graph();
    return graph == nullptr ? std::vector<std::string>{} : names_by_order(layers, *graph, format);
  });
  out.resize(layers.size());
  return out;
}

void make_unique(std::vector<std::string>& names) {
  std::unordered_set<std::string> taken;
  for (std::string& name : names) {
    std::string unique = name;
    for (int count = 2; !taken.insert(unique).second; ++count) {
      unique = fmt::format("{}#{}", name, count);
    }
    name = unique;
  }
}

}  // namespace

std::vector<std::string> name_layers(const GraphFacts& facts, const std::vector<LayerNode>& layers,
                                     const std::filesystem::path& path, ModelFormat format) {
  std::vector<std::string> names(layers.size());
  if (format == ModelFormat::tensorflow || format == ModelFormat::tensorflow_lite) {
    names = tensorflow_names(layers, path, format);
  }
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (!names[i].empty()) continue;
    const ov::Node& node = *layers[i].node;
    if (format == ModelFormat::onnx) {
      names[i] = onnx_name(facts, layers[i], path);
    } else if (has_made_up_name(node, format)) {
      names[i] = fmt::format("{}_{}", operation_name(layers[i].kind), i);
    } else {
      names[i] = without_suffix(node.get_friendly_name());
    }
  }
  make_unique(names);
  return names;
}

bool has_made_up_name(const ov::Node& node, ModelFormat format) {
  const std::string& name = node.get_friendly_name();
  switch (format) {
    case ModelFormat::ir:
      return false;
    case ModelFormat::onnx:
      return name == node.get_name();
    case ModelFormat::tensorflow_lite:
      return all_digits(name) || is_type_and_count(name);
    case ModelFormat::tensorflow:
      return is_type_and_count(name);
  }
  return false;
}

}  // namespace lexicnn
