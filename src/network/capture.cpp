#include "lexicnn/network/capture.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/feature_name.hpp"

#include "network/engine.hpp"
#include "network/graph.hpp"
#include "network/tapped_model.hpp"
#include "network/workers.hpp"

namespace lexicnn {
namespace {

constexpr std::uint32_t kMost = 1024;

void check_range(const char* name, std::uint32_t value, std::uint32_t least) {
  if (value >= least && value <= kMost) return;
  throw Error(ErrorKind::invalid_option,
              fmt::format("{} is {}; it must be from {} to {}", name, value, least, kMost));
}

Table make_var(const Network& network, const std::vector<std::uint64_t>& chosen, Tap tap) {
  Table var;
  std::vector<std::string> layer_names;
  std::vector<std::string> operations;
  std::vector<std::string> taps;
  std::vector<std::string> includes;
  std::vector<std::int64_t> indices;
  std::vector<std::int64_t> channels;
  std::vector<double> depths;
  for (const std::uint64_t place : chosen) {
    const Layer& layer = network.layers()[place];
    for (std::uint64_t channel = 0; channel < layer.features; ++channel) {
      var.index.push_back(to_string(FeatureName{layer.name, channel}));
      layer_names.push_back(layer.name);
      operations.push_back(layer.operation);
      taps.push_back(tap == Tap::activation ? layer.activation_tap : layer.linear_tap);
      includes.push_back(tap == Tap::activation ? layer.activation_includes
                                                : layer.linear_includes);
      indices.push_back(static_cast<std::int64_t>(layer.index));
      channels.push_back(static_cast<std::int64_t>(channel));
      depths.push_back(layer.depth);
    }
  }
  var.set("layer", make_categorical(layer_names), "the model's name of the layer");
  var.set("layer_index", std::move(indices), "place among all layers of the network, from 0");
  var.set("depth", std::move(depths), "layer_index / (layers of the network - 1), in [0, 1]");
  var.set("operation", make_categorical(operations), "what the layer computes");
  var.set("channel", std::move(channels),
          "channel of a convolution or unit of a dense layer, from 0");
  var.set("tap", make_categorical(taps), "the node of the network's graph whose values are pooled");
  var.set("tap_includes", make_categorical(includes),
          "what lies between the layer and the tapped node: bias, batch norm, the nonlinearity");
  return var;
}

}  // namespace

std::string_view to_string(Tap tap) noexcept {
  return tap == Tap::activation ? "activation" : "linear";
}

std::string_view to_string(Pool pool) noexcept {
  return pool == Pool::mean ? "mean" : "max";
}

std::string_view to_string(Precision precision) noexcept {
  return precision == Precision::f32 ? "f32" : "bf16";
}

struct Capture::State {
  ov::CompiledModel compiled;
  std::vector<RowPiece> row;
  Table var;
  std::uint64_t image_values = 0;
  std::uint32_t batch = 1;
  std::uint32_t streams = 1;
  unsigned workers = 1;  // of each lane
};

Capture::Capture(const Network& network, const CaptureOptions& options, std::uint32_t height,
                 std::uint32_t width, const Context& context) {
  check_range("batch", options.batch, 1);
  check_range("streams", options.streams, 0);
  const auto chosen = choose_layers(network, options.layers);
  auto state = std::make_shared<State>();
  const unsigned threads = context.thread_count();
  state->batch = options.batch;
  state->streams = options.streams == 0 ? std::min(threads, kMost) : options.streams;
  state->workers = std::clamp(threads / state->streams, 1U, state->batch);
  engine::require_precision(options.precision);
  TappedModel tapped = tapped_model(network.graph(), chosen, options, height, width,
                                    /*whole=*/false);
  require_finite_weights(network.graph(), *tapped.model);
  state->compiled =
      engine::compile(tapped.model, options.precision, state->streams * state->workers);
  state->row = std::move(tapped.row);
  state->image_values = ov::shape_size(tapped.model->input().get_shape());
  state->var = make_var(network, chosen, options.tap);
  std::uint64_t values = 0;
  for (const RowPiece& piece : state->row)
    values += piece.count;
  if (values != state->var.rows()) {
    throw Error(ErrorKind::engine,
                fmt::format("'{}' gives {} values an image, not one for each of {} features",
                            network.path().string(), values, state->var.rows()));
  }
  state_ = std::move(state);
}

Capture::Capture(Capture&&) noexcept = default;
Capture& Capture::operator=(Capture&&) noexcept = default;
Capture::~Capture() = default;

const Table& Capture::var() const noexcept {
  return state_->var;
}
std::uint64_t Capture::features() const noexcept {
  return state_->var.rows();
}
std::uint64_t Capture::image_values() const noexcept {
  return state_->image_values;
}
std::uint32_t Capture::batch() const noexcept {
  return state_->batch;
}
std::uint32_t Capture::streams() const noexcept {
  return state_->streams;
}

struct Capture::Lane::State {
  explicit State(std::shared_ptr<const Capture::State> of)
      : capture(std::move(of)),
        input(capture->batch * capture->image_values),
        workers(capture->compiled, capture->workers, capture->row) {}

  std::shared_ptr<const Capture::State> capture;
  std::vector<float> input;
  engine::Workers workers;
};

Capture::Lane::Lane(std::unique_ptr<State> state) : state_(std::move(state)) {}
Capture::Lane::Lane(Lane&&) noexcept = default;
Capture::Lane& Capture::Lane::operator=(Lane&&) noexcept = default;
Capture::Lane::~Lane() = default;

std::span<float> Capture::Lane::input() noexcept {
  return state_->input;
}

void Capture::Lane::run(std::uint32_t count, std::span<float> rows) {
  const Capture::State& capture = *state_->capture;
  const std::uint64_t values = count * capture.var.rows();
  if (count == 0 || count > capture.batch || rows.size() != values) {
    throw Error(
        ErrorKind::invalid_input,
        fmt::format("a call takes 1 to {} images and room for {} values each, not {} images and "
                    "room for {} values",
                    capture.batch, capture.var.rows(), count, rows.size()));
  }
  state_->workers.run(std::span(state_->input).first(count * capture.image_values), rows);
}

Capture::Lane Capture::make_lane() const {
  return Lane(std::make_unique<Lane::State>(state_));
}

}  // namespace lexicnn
