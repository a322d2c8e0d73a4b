/// Parts of a graph that work on each element alone: affine steps and nonlinearities.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "network/graph_facts.hpp"

namespace lexicnn {

/// A value on the way from a layer, and which of its axes is the layer's channels.
struct Point {
  GraphValue value;
  std::int64_t channel_axis = 1;
};

/// The smallest part of a graph that computes one value from another element by element, with
/// nothing read from inside it: a single operator such as Relu, or several that meet again such as
/// x·Sigmoid(x).
struct PointwiseRegion {
  std::vector<ov::Node*> nodes;  ///< in the graph's order; the last one gives the result
  GraphValue result;
};

/// The region that starts at `value`; empty where another kind of operator reads the value, or
/// another computed value enters (a residual Add, a gate), or the parts do not meet.
std::optional<PointwiseRegion> find_region(const GraphFacts& facts, const GraphValue& value);

/// One operator that adds a constant to every element of a channel, or multiplies by one.
struct AffineStep {
  bool shift = false;        ///< Add or Subtract; otherwise Multiply or Divide
  bool per_channel = false;  ///< a constant a channel; otherwise one for all channels
  GraphValue result;
};

/// The affine step that the region is; empty where it is none.
std::optional<AffineStep> as_affine(const GraphFacts& facts, const PointwiseRegion& region,
                                    const Point& at);

/// True where the region holds an operator that is not affine.
bool is_nonlinear(const GraphFacts& facts, const PointwiseRegion& region);

}  // namespace lexicnn
