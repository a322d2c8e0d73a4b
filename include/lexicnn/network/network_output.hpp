/// A network's own output, with and without taps: the proof that tapping changes nothing.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/network/capture.hpp"
#include "lexicnn/network/network.hpp"

namespace lexicnn {

/// The network's first output for each of `count` images, one after the other, in f32; computed as
/// a capture computes, but of the whole network and without taps. `images` holds the images as the
/// network's input wants them (NCHW or NHWC). Height and width as for Capture. Throws
/// Error(invalid_input, invalid_option, invalid_model, engine).
LEXICNN_API std::vector<float> network_output(const Network& network, std::span<const float> images,
                                              std::uint64_t count, std::uint32_t height,
                                              std::uint32_t width,
                                              Precision precision = Precision::f32,
                                              const Context& context = {});

/// The same from the graph that a capture with these options taps, not cut after the last tap.
LEXICNN_API std::vector<float> tapped_network_output(const Network& network,
                                                     std::span<const float> images,
                                                     std::uint64_t count, std::uint32_t height,
                                                     std::uint32_t width,
                                                     const CaptureOptions& options,
                                                     const Context& context = {});

}  // namespace lexicnn
