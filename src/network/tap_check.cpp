#include "lexicnn/network/tap_check.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <vector>

#include <openvino/op/convert.hpp>

#include "lexicnn/core/error.hpp"

#include "network/engine.hpp"
#include "network/graph.hpp"
#include "network/tapped_model.hpp"

namespace lexicnn {
namespace {

/// The model with outputs that can be compared: in f32, without texts and other kinds.
std::shared_ptr<ov::Model> with_float_outputs(const ov::Model& model) {
  ov::OutputVector outputs;
  for (const auto& result : model.get_results()) {
    const ov::Output<ov::Node> value = result->input_value(0);
    const ov::element::Type type = value.get_element_type();
    if (type == ov::element::f32) {
      outputs.push_back(value);
    } else if (type.is_real() || type.is_integral_number()) {
      outputs.push_back(std::make_shared<ov::op::v0::Convert>(value, ov::element::f32));
    }
  }
  return std::make_shared<ov::Model>(outputs, model.get_parameters());
}

/// All outputs for one image, one after the other, computed by one thread as a capture does. The
/// compiled network is gone when this returns.
std::vector<std::vector<float>> outputs_of(const ov::Model& model, Precision precision,
                                           std::span<const float> image) {
  auto compiled = engine::compile(with_float_outputs(model), precision, 1);
  const ov::Shape shape = compiled.input().get_shape();
  if (image.size() != ov::shape_size(shape)) {
    throw Error(ErrorKind::invalid_input, fmt::format("an image of {} values is needed, not of {}",
                                                      ov::shape_size(shape), image.size()));
  }
  return engine::guarded(ErrorKind::engine, "the engine failed on an image", [&] {
    ov::InferRequest request = compiled.create_infer_request();
    std::copy(image.begin(), image.end(), request.get_input_tensor().data<float>());
    request.infer();
    std::vector<std::vector<float>> out;
    for (std::size_t i = 0; i < compiled.outputs().size(); ++i) {
      const ov::Tensor tensor = request.get_output_tensor(i);
      const float* values = tensor.data<float>();
      out.emplace_back(values, values + tensor.get_size());
    }
    return out;
  });
}

std::vector<float> joined(const std::vector<std::vector<float>>& parts, std::size_t first) {
  std::vector<float> out;
  for (std::size_t i = first; i < parts.size(); ++i)
    out.insert(out.end(), parts[i].begin(), parts[i].end());
  return out;
}

std::vector<float> row_of(const std::vector<std::vector<float>>& outputs,
                          const std::vector<RowPiece>& row) {
  std::vector<float> out;
  for (const RowPiece& piece : row) {
    const auto first = outputs[piece.output].begin() + static_cast<std::ptrdiff_t>(piece.first);
    out.insert(out.end(), first, first + static_cast<std::ptrdiff_t>(piece.count));
  }
  return out;
}

}  // namespace

Comparison compare(std::span<const float> first, std::span<const float> second) {
  if (first.size() != second.size()) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("{} numbers cannot be compared with {}", first.size(), second.size()));
  }
  Comparison out;
  out.values = first.size();
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (std::isfinite(first[i])) {
      out.largest_value = std::max<double>(out.largest_value, std::fabs(first[i]));
    }
    if (std::bit_cast<std::uint32_t>(first[i]) == std::bit_cast<std::uint32_t>(second[i])) continue;
    out.same_bytes = false;
    const double difference = std::fabs(double{first[i]} - double{second[i]});
    const bool both_nan = std::isnan(first[i]) && std::isnan(second[i]);
    if (both_nan) continue;
    out.largest_difference =
        std::max(out.largest_difference,
                 std::isnan(difference) ? std::numeric_limits<double>::infinity() : difference);
  }
  return out;
}

TapCheck check_taps(const Network& network, const CaptureOptions& options, std::uint32_t height,
                    std::uint32_t width, std::span<const float> image, std::span<const float> row) {
  const auto chosen = choose_layers(network, options.layers);
  TapCheck check;
  std::vector<float> untapped;
  try {
    const auto whole = untapped_model(network.graph(), height, width);
    untapped = joined(outputs_of(*whole, options.precision, image), 0);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::invalid_input) throw;
    check.not_compared = error.what();
    return check;
  }
  const TappedModel whole = tapped_model(network.graph(), chosen, options, height, width,
                                         /*whole=*/true);
  const auto tapped = outputs_of(*whole.model, options.precision, image);
  check.outputs = compare(untapped, joined(tapped, whole.pooled_outputs));
  check.rows = compare(row, row_of(tapped, whole.row));
  return check;
}

}  // namespace lexicnn
