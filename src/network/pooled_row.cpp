#include "network/pooled_row.hpp"

#include <algorithm>
#include <limits>
#include <memory>

#include <openvino/op/ops.hpp>

namespace lexicnn {
namespace {

using ov::op::v0::Concat;
using ov::op::v0::Constant;

std::shared_ptr<Constant> integers(const std::vector<std::int64_t>& values) {
  return Constant::create(ov::element::i64, ov::Shape{values.size()}, values);
}

/// The means of the windows side by side that fill a map, in the form that the engine runs from the
/// layout in which it keeps maps.
GraphValue average(const GraphValue& map, std::size_t rows, std::size_t columns) {
  const ov::Shape none{0, 0};
  return std::make_shared<ov::op::v1::AvgPool>(map, ov::Strides{rows, columns}, none, none,
                                               ov::Shape{rows, columns}, true)
      ->output(0);
}

/// Pooling of a map [1, channels, rows, columns]. The engine adds up a window one value after the
/// other in f32, which may lose n · 2⁻²⁴ of a mean of n values: a large map is averaged in rows,
/// then the rows.
GraphValue pool_map(const GraphValue& map, Pool pool) {
  constexpr std::size_t kAtOnce = 1024;
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

GraphValue in_f32(const GraphValue& value) {
  if (value.get_element_type() == ov::element::f32) return value;
  return std::make_shared<ov::op::v0::Convert>(value, ov::element::f32)->output(0);
}

GraphValue as_row(const GraphValue& value) {
  return std::make_shared<ov::op::v1::Reshape>(value, integers({1, -1}), false)->output(0);
}

GraphValue joined(const ov::OutputVector& values) {
  return values.size() == 1 ? values.front() : std::make_shared<Concat>(values, 1)->output(0);
}

/// Into how many strips a map is cut whose means are rounded to bf16: as few as make up for the
/// rounding.
std::size_t strips_of(std::size_t columns) {
  constexpr std::size_t kLeast = 7;
  std::size_t strips = std::min(kLeast, columns);
  while (columns % strips != 0)
    ++strips;
  return strips;
}

/// The mean of [1, channels, 1, strips] over the strips, added up by a depthwise convolution. In
/// bf16 the engine leaves in f32 what comes after the last convolution, and would convert every
/// tapped map to f32 before pooling it; with a convolution behind it the pooling stays in bf16. The
/// convolution itself adds up in f32 and gives f32: only the strips' means are rounded.
GraphValue average_by_convolution(const GraphValue& strips) {
  const ov::Shape& shape = strips.get_shape();
  const auto ones = Constant::create(ov::element::f32, ov::Shape{shape[1], 1, 1, 1, shape[3]},
                                     std::vector<float>(shape[1] * shape[3], 1.0F));
  const ov::CoordinateDiff none{0, 0};
  const auto sum = std::make_shared<ov::op::v1::GroupConvolution>(strips, ones, ov::Strides{1, 1},
                                                                  none, none, ov::Strides{1, 1});
  const auto share = Constant::create(ov::element::f32, ov::Shape{1, 1, 1, 1},
                                      {1.0F / static_cast<float>(shape[3])});
  // Right behind the convolution the factor would go into its weights, and its result into bf16.
  const double largest = std::numeric_limits<float>::max();
  const auto between = std::make_shared<ov::op::v0::Clamp>(sum, -largest, largest);
  return std::make_shared<ov::op::v1::Multiply>(between, share)->output(0);
}

}  // namespace

/// Groups stand in the order of their first layers: the engine works towards one output after the
/// other, and a map is best pooled right after it was written, while it is in the cache.
PooledRow::Group& PooledRow::group_of_strips(std::size_t strips) {
  const auto found = std::find_if(strips_.begin(), strips_.end(), [strips](const Group& group) {
    return group.values.front().get_shape()[3] == strips;
  });
  return found != strips_.end() ? *found : strips_.emplace_back();
}

void PooledRow::append(Group& group, const GraphValue& value, std::size_t channels) {
  group.values.push_back(value);
  group.pieces.push_back(pieces_.size());
  pieces_.push_back({0, group.size, channels});
  group.size += channels;
}

void PooledRow::add(const GraphValue& tapped, std::int64_t channel_axis) {
  const ov::Shape& shape = tapped.get_shape();
  const std::size_t channels = shape[channel_axis];
  const GraphValue value = in_f32(tapped);
  if (ov::shape_size(shape) == channels) {
    // Joined with others, the layer would write into their memory, where the engine adds up the
    // next layer in another order.
    append(bare_.emplace_back(), value, channels);
    return;
  }
  const bool map = shape.size() == 4 && shape[0] == 1 && channel_axis == 1;
  if (map && pool_ == Pool::mean && precision_ == Precision::bf16) {
    const std::size_t strips = strips_of(shape[3]);
    append(group_of_strips(strips), average(value, shape[2], shape[3] / strips), channels);
    return;
  }
  std::vector<std::int64_t> axes;
  for (std::int64_t axis = 0; axis < static_cast<std::int64_t>(shape.size()); ++axis) {
    if (axis != channel_axis) axes.push_back(axis);
  }
  append(pooled_, as_row(map ? pool_map(value, pool_) : reduce(value, axes, pool_)), channels);
}

void PooledRow::give(ov::OutputVector& outputs, const Group& group, const GraphValue& value) {
  for (const std::size_t piece : group.pieces)
    pieces_[piece].output = outputs.size();
  outputs.push_back(value);
}

ov::OutputVector PooledRow::outputs() {
  ov::OutputVector out;
  if (!pooled_.values.empty()) give(out, pooled_, joined(pooled_.values));
  for (const Group& group : strips_)
    give(out, group, as_row(average_by_convolution(joined(group.values))));
  for (const Group& group : bare_)
    give(out, group, group.values.front());
  return out;
}

}  // namespace lexicnn
