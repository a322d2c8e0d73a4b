#include "network/tapped_model.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include <openvino/op/ops.hpp>

#include "lexicnn/core/error.hpp"

#include "network/engine.hpp"
#include "network/model_input.hpp"
#include "network/pooled_row.hpp"

namespace lexicnn {
namespace {

using ov::op::v0::Constant;

/// A copy of what the values need, with the values as its outputs, for one image of a fixed size.
std::shared_ptr<ov::Model> cut(const Network::Graph& graph, const ov::OutputVector& values,
                               std::uint32_t height, std::uint32_t width) {
  std::shared_ptr<ov::Model> copy;
  {
    const std::lock_guard lock(graph.cutting);
    copy = std::make_shared<ov::Model>(values, graph.model->get_parameters())->clone();
  }
  fix_input(*copy, graph.input, height, width, graph.path.string());
  return copy;
}

template <typename T>
bool all_finite(const Constant& constant) {
  const T* begin = constant.get_data_ptr<T>();
  return std::all_of(begin, begin + ov::shape_size(constant.get_shape()),
                     [](T value) { return std::isfinite(static_cast<float>(value)); });
}

bool all_finite(const Constant& constant) {
  switch (constant.get_element_type()) {
    case ov::element::f32:
      return all_finite<float>(constant);
    case ov::element::f16:
      return all_finite<ov::float16>(constant);
    case ov::element::bf16:
      return all_finite<ov::bfloat16>(constant);
    default:
      return true;
  }
}

}  // namespace

TappedModel tapped_model(const Network::Graph& graph, const std::vector<std::uint64_t>& layers,
                         const CaptureOptions& options, std::uint32_t height, std::uint32_t width,
                         bool whole) {
  const std::string refusal = fmt::format("'{}' cannot be tapped", graph.path.string());
  return engine::guarded(ErrorKind::engine, refusal, [&] {
    ov::OutputVector values;
    for (const std::uint64_t layer : layers)
      values.push_back(graph.taps[layer].at(options.tap).value);
    if (whole) {
      for (const auto& result : graph.model->get_results()) {
        values.push_back(result->input_value(0));
      }
    }
    const auto model = cut(graph, values, height, width);
    PooledRow row(options.pool, options.precision);
    ov::OutputVector own;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const GraphValue value = model->get_results()[i]->input_value(0);
      if (i < layers.size()) {
        row.add(value, graph.taps[layers[i]].at(options.tap).channel_axis);
      } else {
        own.push_back(value);
      }
    }
    ov::OutputVector outputs = row.outputs();
    const std::size_t pooled = outputs.size();
    outputs.insert(outputs.end(), own.begin(), own.end());
    return TappedModel{std::make_shared<ov::Model>(outputs, model->get_parameters()), row.pieces(),
                       pooled};
  });
}

std::shared_ptr<ov::Model> untapped_model(const Network::Graph& graph, std::uint32_t height,
                                          std::uint32_t width) {
  const std::string refusal = fmt::format("'{}' cannot be copied", graph.path.string());
  return engine::guarded(ErrorKind::engine, refusal, [&] {
    auto model = graph.model->clone();
    fix_input(*model, graph.input, height, width, graph.path.string());
    return model;
  });
}

void require_finite_weights(const Network::Graph& graph, const ov::Model& model) {
  for (const auto& node : model.get_ordered_ops()) {
    const auto constant = ov::as_type_ptr<Constant>(node);
    if (constant == nullptr || ov::shape_size(constant->get_shape()) == 1) continue;
    if (all_finite(*constant)) continue;
    throw Error(ErrorKind::not_finite,
                fmt::format("the weights '{}' of '{}' hold a NaN or an infinity",
                            constant->get_friendly_name(), graph.path.string()));
  }
}

}  // namespace lexicnn
