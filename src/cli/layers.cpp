#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "lexicnn/core/text.hpp"
#include "lexicnn/core/text_table.hpp"
#include "lexicnn/extract/known_model.hpp"
#include "lexicnn/network/capture.hpp"
#include "lexicnn/network/network.hpp"

#include "cli/command.hpp"
#include "cli/option_flags.hpp"

namespace lexicnn::cli {
namespace {

std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::vector<std::string> parts;
  for (const std::int64_t extent : shape) {
    parts.push_back(extent < 0 ? "?" : std::to_string(extent));
  }
  return fmt::format("{}", fmt::join(parts, "×"));
}

const std::string& tap_node(const Layer& layer, Tap tap) {
  return tap == Tap::activation ? layer.activation_tap : layer.linear_tap;
}

/// Which layers of the network are not among the chosen ones, in parentheses.
std::string left_out_text(const Network& network, const std::vector<std::uint64_t>& chosen) {
  std::size_t left_out = 0;
  std::vector<std::string> classifiers;
  for (const Layer& layer : network.layers()) {
    if (std::find(chosen.begin(), chosen.end(), layer.index) != chosen.end()) continue;
    ++left_out;
    if (layer.classifier) classifiers.push_back(fmt::format("'{}'", layer.name));
  }
  if (left_out == 0) return {};
  const std::string named = fmt::format("the classifier{} {}", classifiers.size() == 1 ? "" : "s",
                                        fmt::join(classifiers, ", "));
  if (classifiers.size() == left_out) return fmt::format(" (left out: {})", named);
  return fmt::format(" ({} left out{}{})", counted(left_out, "layer"),
                     classifiers.empty() ? "" : ", among them ", classifiers.empty() ? "" : named);
}

std::string layers_text(const Network& network, const std::vector<std::uint64_t>& chosen, Tap tap) {
  TextTable table({{"index"},
                   {"layer", Align::left},
                   {"operation", Align::left},
                   {"output", Align::left},
                   {"followed by", Align::left},
                   {"features"},
                   {"captured at", Align::left}});
  std::uint64_t features = 0;
  for (const std::uint64_t place : chosen) {
    const Layer& layer = network.layers()[place];
    features += layer.features;
    table.add({std::to_string(layer.index), layer.name, layer.operation,
               shape_text(layer.output_shape), layer.follows, std::to_string(layer.features),
               tap_node(layer, tap)});
  }
  std::string out = table.text();
  out += fmt::format("\n{}, {}", counted(chosen.size(), "layer"), counted(features, "feature"));
  return out + left_out_text(network, chosen) + "\n";
}

std::string layers_json(const Network& network, const std::vector<std::uint64_t>& chosen, Tap tap) {
  nlohmann::ordered_json out;
  out["model"] = network.path().filename().string();
  out["model_sha256"] = network.sha256();
  out["engine"] = network.engine();
  const NetworkInput& input = network.input();
  out["input"] = {{"name", input.name},
                  {"layout", input.channels_last ? "NHWC" : "NCHW"},
                  {"height", input.height},
                  {"width", input.width}};
  out["tap"] = to_string(tap);
  std::uint64_t features = 0;
  auto& rows = out["layers"] = nlohmann::ordered_json::array();
  for (const std::uint64_t place : chosen) {
    const Layer& layer = network.layers()[place];
    features += layer.features;
    rows.push_back({{"index", layer.index},
                    {"name", layer.name},
                    {"depth", layer.depth},
                    {"operation", layer.operation},
                    {"output_shape", layer.output_shape},
                    {"follows", layer.follows},
                    {"features", layer.features},
                    {"captured_at", tap_node(layer, tap)},
                    {"classifier", layer.classifier}});
  }
  out["features"] = features;
  return out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

class Layers final : public Command {
 public:
  void setup(CLI::App& app) override {
    app.add_option("model", model_, "network: ONNX, TensorFlow Lite, TensorFlow or OpenVINO IR")
        ->required()
        ->type_name("MODEL");
    add_option_flags(app, options_, "Capture", {"pool", "precision", "batch", "streams"});
    app.add_flag("--json", json_, "as JSON; shapes and sizes that the model leaves open are -1");
  }

  void run(Session& session) override {
    const Network network = Network::read(model_);
    const auto chosen = choose_layers(network, options_.layers);
    Session::print(json_ ? layers_json(network, chosen, options_.tap)
                         : layers_text(network, chosen, options_.tap));
    if (!options_.layers.empty()) return;
    if (const auto known = known_model(network.sha256()); known && !known->layers.empty()) {
      session.note(
          fmt::format("note: of this model, {0}, extract and study take only --layers '{1}' "
                      "unless told otherwise; give it here to list these",
                      known->name, fmt::join(known->layers, "' '")));
    }
  }

 private:
  std::filesystem::path model_;
  CaptureOptions options_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_layers() {
  return std::make_unique<Layers>();
}

}  // namespace lexicnn::cli
