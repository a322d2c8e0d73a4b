#include "network/tapped_model.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include <openvino/op/ops.hpp>

#include "lexicnn/core/error.hpp"

#include "network/engine.hpp"
#include "network/model_input.hpp"

namespace lexicnn {
namespace {

using ov::op::v0::Constant;

std::shared_ptr<Constant> integers(const std::vector<std::int64_t>& values) {
  return Constant::create(ov::element::i64, ov::Shape{values.size()}, values);
}

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

/// The mean of each window, in the form that the engine runs from the layout in which it keeps
/// maps.
GraphValue average(const GraphValue& map, std::size_t rows, std::size_t columns) {
  const ov::Shape none{0, 0};
  return std::make_shared<ov::op::v1::AvgPool>(map, ov::Strides{1, 1}, none, none,
                                               ov::Shape{rows, columns}, true)
      ->output(0);
}

/// Pooling of a map [1, channels, rows, columns]. The engine adds up a window one value after the
/// other in f32, which loses four digits over a large map: the mean of the rows' means keeps them.
GraphValue pool_map(const GraphValue& map, Pool pool) {
  constexpr std::size_t kAtOnce = 64;
  const std::size_t rows = map.get_shape()[2];
  const std::size_t columns = map.get_shape()[3];
  if (pool == Pool::max) {
    const ov::Shape none{0, 0};
    return std::make_shared<ov::op::v1::MaxPool>(map, ov::Strides{1, 1}, none, none,
                                                 ov::Shape{rows, columns})
        ->output(0);
  }
  if (rows * columns <= kAtOnce) return average(map, rows, columns);
  return average(average(map, 1, columns), rows, 1);
}

GraphValue reduce(const GraphValue& value, const std::vector<std::int64_t>& axes, Pool pool) {
  if (pool == Pool::mean) {
    return std::make_shared<ov::op::v1::ReduceMean>(value, integers(axes), false)->output(0);
  }
  return std::make_shared<ov::op::v1::ReduceMax>(value, integers(axes), false)->output(0);
}

/// [1, channels] in f32 from a tapped value of one image: every axis but the channels' is pooled.
GraphValue pooled(const GraphValue& tapped, std::int64_t channel_axis, Pool pool) {
  const ov::Shape& shape = tapped.get_shape();
  const std::uint64_t channels = shape[channel_axis];
  GraphValue value = tapped;
  if (value.get_element_type() != ov::element::f32) {
    value = std::make_shared<ov::op::v0::Convert>(value, ov::element::f32)->output(0);
  }
  if (ov::shape_size(shape) != channels) {
    std::vector<std::int64_t> axes;
    for (std::int64_t axis = 0; axis < static_cast<std::int64_t>(shape.size()); ++axis) {
      if (axis != channel_axis) axes.push_back(axis);
    }
    const bool map = shape.size() == 4 && shape[0] == 1 && channel_axis == 1;
    value = map ? pool_map(value, pool) : reduce(value, axes, pool);
  }
  const auto row = integers({1, static_cast<std::int64_t>(channels)});
  return std::make_shared<ov::op::v1::Reshape>(value, row, false)->output(0);
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

std::shared_ptr<ov::Model> tapped_model(const Network::Graph& graph,
                                        const std::vector<std::uint64_t>& layers, Tap tap,
                                        Pool pool, std::uint32_t height, std::uint32_t width,
                                        bool whole) {
  const std::string refusal = fmt::format("'{}' cannot be tapped", graph.path.string());
  return engine::guarded(ErrorKind::engine, refusal, [&] {
    std::vector<Point> points;
    for (const std::uint64_t layer : layers)
      points.push_back(graph.taps[layer].at(tap));
    ov::OutputVector values;
    for (const Point& point : points)
      values.push_back(point.value);
    if (whole) {
      for (const auto& result : graph.model->get_results()) {
        values.push_back(result->input_value(0));
      }
    }
    const auto model = cut(graph, values, height, width);
    ov::OutputVector outputs;
    ov::OutputVector rows;
    for (const auto& result : model->get_results()) {
      const GraphValue value = result->input_value(0);
      if (rows.size() < points.size()) {
        rows.push_back(pooled(value, points[rows.size()].channel_axis, pool));
      } else {
        outputs.push_back(value);
      }
    }
    outputs.insert(outputs.begin(), std::make_shared<ov::op::v0::Concat>(rows, 1));
    return std::make_shared<ov::Model>(outputs, model->get_parameters());
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
