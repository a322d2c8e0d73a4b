#include "network/layout_step.hpp"

#include <algorithm>
#include <cstddef>

#include <openvino/op/ops.hpp>

namespace lexicnn {
namespace {

bool equal_extents(const ov::Dimension& a, const ov::Dimension& b) {
  return a.is_static() && b.is_static() && a == b;
}

/// The channels' axis after a change of shape that keeps the order of the elements. The axes up to
/// the channels, or those from the channels on, must be the same as before (the batch may be open).
std::optional<std::int64_t> axis_after_reshape(const ov::PartialShape& before,
                                               const ov::PartialShape& after,
                                               std::int64_t channels) {
  if (before.rank().is_dynamic() || after.rank().is_dynamic()) return std::nullopt;
  const auto old_rank = static_cast<std::int64_t>(before.size());
  const auto new_rank = static_cast<std::int64_t>(after.size());
  const auto same_front = [&] {
    if (channels >= new_rank) return false;
    for (std::int64_t axis = 0; axis <= channels; ++axis) {
      const bool batch = axis == 0 && channels != 0;
      const bool open_batch = batch && (before[0].is_dynamic() || after[0].is_dynamic());
      if (!open_batch && !equal_extents(before[axis], after[axis])) return false;
    }
    return true;
  };
  if (same_front()) return channels;
  const std::int64_t from_end = old_rank - channels;
  if (from_end > new_rank ||
      !std::equal(before.end() - from_end, before.end(), after.end() - from_end, equal_extents)) {
    return std::nullopt;
  }
  return new_rank - from_end;
}

std::optional<std::int64_t> axis_after_transpose(const ov::Node& node, std::int64_t channels) {
  const auto order = integer_values(node.input_value(1));
  if (!order) return std::nullopt;
  const auto found = std::find(order->begin(), order->end(), channels);
  if (found == order->end()) return std::nullopt;
  return found - order->begin();
}

}  // namespace

std::optional<Point> layout_step(ov::Node& node, const Point& at) {
  using namespace ov::op;
  const GraphValue result = node.output(0);
  std::optional<std::int64_t> axis;
  if (ov::is_type<v1::Transpose>(&node)) {
    axis = axis_after_transpose(node, at.channel_axis);
  } else if (ov::is_type_any_of<v1::Reshape, v0::Squeeze, v15::Squeeze, v0::Unsqueeze>(&node)) {
    axis = axis_after_reshape(at.value.get_partial_shape(), result.get_partial_shape(),
                              at.channel_axis);
  } else if (ov::is_type<v16::Identity>(&node) ||
             (ov::is_type<v0::Convert>(&node) && result.get_element_type().is_real())) {
    axis = at.channel_axis;
  }
  if (!axis) return std::nullopt;
  return Point{result, *axis};
}

}  // namespace lexicnn
