#include "lexicnn/network/network_output.hpp"

#include <fmt/format.h>

#include <openvino/op/convert.hpp>

#include "lexicnn/core/error.hpp"

#include "network/engine.hpp"
#include "network/graph.hpp"
#include "network/tapped_model.hpp"
#include "network/workers.hpp"

namespace lexicnn {
namespace {

/// Keeps only the outputs up to `place`, that one in f32.
std::shared_ptr<ov::Model> with_float_output(const ov::Model& model, std::size_t place) {
  ov::OutputVector outputs;
  for (std::size_t i = 0; i <= place; ++i) {
    outputs.push_back(model.get_results()[i]->input_value(0));
  }
  if (outputs.back().get_element_type() != ov::element::f32) {
    outputs.back() = std::make_shared<ov::op::v0::Convert>(outputs.back(), ov::element::f32);
  }
  return std::make_shared<ov::Model>(outputs, model.get_parameters());
}

std::vector<float> run(const ov::Model& whole, std::size_t output, std::span<const float> images,
                       std::uint64_t count, Precision precision, const Context& context) {
  const auto model = with_float_output(whole, output);
  const std::uint64_t image_values = ov::shape_size(model->input().get_shape());
  if (images.size() != count * image_values) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("{} images of {} values each are needed, not {} values", count,
                            image_values, images.size()));
  }
  const unsigned workers = context.thread_count();
  const auto compiled = engine::compile(model, precision, workers);
  std::vector<float> inputs(images.begin(), images.end());
  const std::size_t values = ov::shape_size(model->output(output).get_shape());
  std::vector<float> rows(count * values);
  engine::Workers(compiled, workers, {{output, 0, values}}).run(inputs, rows);
  return rows;
}

}  // namespace

std::vector<float> network_output(const Network& network, std::span<const float> images,
                                  std::uint64_t count, std::uint32_t height, std::uint32_t width,
                                  Precision precision, const Context& context) {
  const auto model = untapped_model(network.graph(), height, width);
  return run(*model, 0, images, count, precision, context);
}

std::vector<float> tapped_network_output(const Network& network, std::span<const float> images,
                                         std::uint64_t count, std::uint32_t height,
                                         std::uint32_t width, const CaptureOptions& options,
                                         const Context& context) {
  const TappedModel tapped = tapped_model(network.graph(), choose_layers(network, options.layers),
                                          options, height, width, /*whole=*/true);
  return run(*tapped.model, tapped.pooled_outputs, images, count, options.precision, context);
}

}  // namespace lexicnn
