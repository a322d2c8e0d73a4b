/// Operators that move a layer's values without changing them.
#pragma once

#include <optional>

#include "network/pointwise.hpp"

namespace lexicnn {

/// The point after an Identity, Transpose, Reshape, Squeeze, Unsqueeze or conversion between float
/// types that reads `at`, with the channels' new axis; empty for other operators, and where the
/// channels get mixed with other axes (a Flatten of a map).
std::optional<Point> layout_step(ov::Node& node, const Point& at);

}  // namespace lexicnn
