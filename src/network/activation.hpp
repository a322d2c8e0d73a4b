/// Words for nonlinearities, also where an exporter spells one with several operators.
#pragma once

#include <limits>
#include <optional>
#include <string>

#include "network/pointwise.hpp"

namespace lexicnn {

/// Limits of a clip: max(low, min(high, x)).
struct ClipBounds {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};

/// The limits where the region is a Relu, Clamp, Maximum or Minimum with one number.
std::optional<ClipBounds> clip_bounds(const GraphFacts& facts, const PointwiseRegion& region);

/// "relu", "relu6" or "clip".
std::string clip_name(const ClipBounds& bounds);

/// E.g. "relu", "hard swish", "gelu"; "elementwise (abs, power)" for one without a name of its own.
std::string activation_name(const GraphFacts& facts, const PointwiseRegion& region);

/// A node's operator in words, e.g. "max pool" for MaxPool.
std::string operator_words(const ov::Node& node);

}  // namespace lexicnn
