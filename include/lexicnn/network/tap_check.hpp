/// Compares a network with and without its taps on one image: whether tapping changes anything.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/network/capture.hpp"
#include "lexicnn/network/network.hpp"

namespace lexicnn {

/// Numbers of one image, computed in two ways.
struct Comparison {
  std::uint64_t values = 0;       ///< how many numbers
  bool same_bytes = true;         ///< all of them, bit for bit
  double largest_difference = 0;  ///< infinite where only one of two is a number
  double largest_value = 0;       ///< among the first, by its size
};

LEXICNN_API Comparison compare(std::span<const float> first, std::span<const float> second);

struct TapCheck {
  std::string not_compared;  ///< why there is nothing to compare; empty where there is
  Comparison outputs;        ///< the network's own outputs: untouched, and with the capture's taps
  Comparison rows;           ///< what a capture gives, and the whole network with the same taps
};

/// Runs the network as it is, whole and without taps, and whole with the taps of a capture with
/// these options, each once. `image` is one image as the network's input wants it, `row` what the
/// capture, which ends with its last tap, gave for it. Height and width as for Capture. Where the
/// network's own outputs cannot be computed (its head needs another size), `not_compared` says so.
/// Throws Error(invalid_option, invalid_input, engine) where the options themselves are wrong.
LEXICNN_API TapCheck check_taps(const Network& network, const CaptureOptions& options,
                                std::uint32_t height, std::uint32_t width,
                                std::span<const float> image, std::span<const float> row);

}  // namespace lexicnn
