#include "lexicnn/network/network.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <utility>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/feature_name.hpp"

#include "network/classifier.hpp"
#include "network/engine.hpp"
#include "network/graph.hpp"
#include "network/layer_names.hpp"
#include "network/model_files.hpp"
#include "network/model_format.hpp"
#include "network/model_input.hpp"

namespace lexicnn {
namespace {

std::vector<std::int64_t> plain_shape(const ov::PartialShape& shape) {
  std::vector<std::int64_t> out;
  for (const ov::Dimension& dimension : shape) {
    out.push_back(dimension.is_static() ? dimension.get_length() : -1);
  }
  return out;
}

/// The name of a tapped node: its own, the layer's for the layer itself, or the layer's and what it
/// is.
std::string tap_name(const Point& point, const LayerNode& node, const std::string& layer,
                     const std::string& words, ModelFormat format) {
  const ov::Node& tapped = *point.value.get_node();
  if (&tapped == node.node.get()) return layer;
  if (!has_made_up_name(tapped, format)) return tapped.get_friendly_name();
  return fmt::format("{}/{}", layer, words);
}

Layer describe(const LayerNode& node, const Taps& taps, const std::string& name,
               ModelFormat format) {
  Layer layer;
  layer.name = name;
  layer.operation = operation_name(node.kind);
  layer.features = node.features;
  layer.output_shape = plain_shape(node.output().get_partial_shape());
  layer.follows = taps.follows;
  layer.linear_includes = taps.linear_includes;
  layer.activation_includes = taps.activation_includes;
  layer.linear_tap = tap_name(taps.linear, node, name, "linear", format);
  layer.activation_tap = taps.nonlinearity.empty()
                             ? layer.linear_tap
                             : tap_name(taps.activation, node, name, taps.nonlinearity, format);
  return layer;
}

void find_graph_layers(Network::Graph& graph, ModelFormat format) {
  const GraphFacts facts(*graph.model);
  const auto nodes = find_layers(facts);
  if (nodes.empty()) {
    throw Error(ErrorKind::invalid_model,
                fmt::format("'{}' has no convolution and no dense layer: nothing can be captured",
                            graph.path.string()));
  }
  const auto names = name_layers(facts, nodes, graph.path, format);
  const double last = std::max<double>(1, static_cast<double>(nodes.size()) - 1);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    graph.taps.push_back(find_taps(facts, nodes[i]));
    graph.layers.push_back(describe(nodes[i], graph.taps.back(), names[i], format));
    graph.layers.back().index = i;
    graph.layers.back().depth = static_cast<double>(i) / last;
  }
  for (const std::size_t place : find_classifiers(*graph.model, facts, nodes)) {
    graph.layers[place].classifier = true;
  }
}

[[noreturn]] void refuse_pattern(const Network& network, const std::string& pattern) {
  constexpr std::size_t kShown = 5;
  std::vector<std::string> shown;
  for (const Layer& layer : network.layers()) {
    if (shown.size() < kShown) shown.push_back(layer.name);
  }
  throw Error(ErrorKind::invalid_option,
              fmt::format("no layer of '{}' matches '{}'; it has {} layers: {}{}",
                          network.path().string(), pattern, network.layers().size(),
                          fmt::join(shown, ", "), network.layers().size() > kShown ? ", …" : ""));
}

}  // namespace

Network::Network(std::shared_ptr<const Graph> graph) : graph_(std::move(graph)) {}
Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&&) noexcept = default;
Network::~Network() = default;

Network Network::read(const std::filesystem::path& path) {
  auto graph = std::make_shared<Graph>();
  graph->path = path;
  const auto files = model_files(path);
  const ModelFormat format = recognise_format(path);
  graph->model = engine::read_model(path, format);
  graph->sha256 = model_sha256(files);
  graph->engine = engine::version();
  graph->input = find_input(*graph->model, path.string());
  engine::guarded(ErrorKind::invalid_model,
                  fmt::format("the graph of '{}' cannot be followed", path.string()),
                  [&] { find_graph_layers(*graph, format); });
  return Network(std::move(graph));
}

const std::vector<Layer>& Network::layers() const noexcept {
  return graph_->layers;
}
const NetworkInput& Network::input() const noexcept {
  return graph_->input;
}
const std::string& Network::sha256() const noexcept {
  return graph_->sha256;
}
const std::filesystem::path& Network::path() const noexcept {
  return graph_->path;
}
const std::string& Network::engine() const noexcept {
  return graph_->engine;
}
const Network::Graph& Network::graph() const noexcept {
  return *graph_;
}

std::vector<std::uint64_t> choose_layers(const Network& network,
                                         const std::vector<std::string>& patterns) {
  const auto& layers = network.layers();
  for (const std::string& pattern : patterns) {
    const bool matched = std::any_of(layers.begin(), layers.end(), [&pattern](const Layer& layer) {
      return glob_match(pattern, layer.name);
    });
    if (!matched) refuse_pattern(network, pattern);
  }
  std::vector<std::uint64_t> out;
  for (const Layer& layer : layers) {
    const bool chosen = patterns.empty() ? !layer.classifier : glob_match_any(patterns, layer.name);
    if (chosen) out.push_back(layer.index);
  }
  return out;
}

}  // namespace lexicnn
