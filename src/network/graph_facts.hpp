/// What a graph's values depend on, who reads them, and what its constants hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include <openvino/core/model.hpp>
#include <openvino/core/node.hpp>

namespace lexicnn {

/// One output of a node.
using GraphValue = ov::Output<ov::Node>;

/// Facts about a model, which must outlive them and stay as it is.
class GraphFacts {
 public:
  explicit GraphFacts(const ov::Model& model);

  /// All nodes, each after those it reads.
  [[nodiscard]] const std::vector<std::shared_ptr<ov::Node>>& nodes() const noexcept {
    return nodes_;
  }

  /// True for values that no image can change: computed from constants and shapes alone.
  [[nodiscard]] bool is_constant(const ov::Node& node) const;
  [[nodiscard]] bool is_constant(const GraphValue& value) const;

  /// The inputs of a node that depend on the image.
  [[nodiscard]] std::vector<GraphValue> computed_inputs(const ov::Node& node) const;

  /// The nodes that compute with a value, each once, in the order of `nodes()`; not those that ask
  /// only for its shape, and not the model's results.
  [[nodiscard]] std::vector<ov::Node*> readers(const GraphValue& value) const;

 private:
  struct Fact {
    std::size_t place = 0;
    bool constant = false;
  };

  std::vector<std::shared_ptr<ov::Node>> nodes_;
  std::unordered_map<const ov::Node*, Fact> facts_;
};

/// The number that every element of a constant has, seen through conversions and reshapes; empty
/// where there is no such number.
std::optional<double> uniform_value(const GraphValue& value);

/// True where both values are constants with the same elements, seen through conversions and
/// reshapes.
bool equal_constants(const GraphValue& a, const GraphValue& b);

/// The elements of a constant of integers, e.g. an order of axes; empty where it is not one.
std::optional<std::vector<std::int64_t>> integer_values(const GraphValue& value);

}  // namespace lexicnn
