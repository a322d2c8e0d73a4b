/// Joins pooling to tapped values: one number a channel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <openvino/core/node_vector.hpp>

#include "lexicnn/network/capture.hpp"

#include "network/graph_facts.hpp"

namespace lexicnn {

/// Values [first, first + count) of a model's output.
struct RowPiece {
  std::size_t output = 0;
  std::size_t first = 0;
  std::size_t count = 0;
};

/// Adds operators after tapped values of one image, never between two operators of the network.
class PooledRow {
 public:
  PooledRow(Pool pool, Precision precision) : pool_(pool), precision_(precision) {}

  /// Pools every axis of `tapped` but the channels'.
  void add(const GraphValue& tapped, std::int64_t channel_axis);

  /// The outputs that hold all that was added. Call once.
  ov::OutputVector outputs();

  /// Where in the outputs the numbers are, in the order of the calls of `add`. After `outputs`.
  [[nodiscard]] const std::vector<RowPiece>& pieces() const noexcept { return pieces_; }

 private:
  /// Values that are joined into one output, and the pieces that they are.
  struct Group {
    ov::OutputVector values;
    std::vector<std::size_t> pieces;
    std::size_t size = 0;
  };

  Group& group_of_strips(std::size_t strips);
  void append(Group& group, const GraphValue& value, std::size_t channels);
  void give(ov::OutputVector& outputs, const Group& group, const GraphValue& value);

  Pool pool_;
  Precision precision_;
  std::vector<RowPiece> pieces_;
  Group pooled_;               // [1, channels]
  std::vector<Group> strips_;  // means of upright strips, [1, channels, 1, strips]
  std::vector<Group> bare_;    // what needs no pooling, each alone
};

}  // namespace lexicnn
