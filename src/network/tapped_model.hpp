/// Builds the graphs that are run: with pooled taps, and untouched.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <openvino/core/model.hpp>

#include "lexicnn/network/capture.hpp"

#include "network/graph.hpp"
#include "network/pooled_row.hpp"

namespace lexicnn {

/// A graph for one image of a fixed size that gives one number for each channel of chosen layers.
struct TappedModel {
  std::shared_ptr<ov::Model> model;
  std::vector<RowPiece> row;       ///< where in its outputs the layers' numbers are, in their order
  std::size_t pooled_outputs = 0;  ///< the first outputs; the network's own follow
};

/// It ends with the last tapped node; with `whole` the network goes on to its own outputs. Throws
/// Error(invalid_option, invalid_model).
TappedModel tapped_model(const Network::Graph& graph, const std::vector<std::uint64_t>& layers,
                         const CaptureOptions& options, std::uint32_t height, std::uint32_t width,
                         bool whole);

/// The network itself for one image of a fixed size. Throws Error(invalid_option, invalid_model).
std::shared_ptr<ov::Model> untapped_model(const Network::Graph& graph, std::uint32_t height,
                                          std::uint32_t width);

/// Refuses weights that are not numbers: Relu and Clamp of the engine turn a NaN into a number, so
/// that it could not be seen later. Single numbers may be infinite (an open limit of a Clip).
/// Throws Error(not_finite).
void require_finite_weights(const Network::Graph& graph, const ov::Model& model);

}  // namespace lexicnn
