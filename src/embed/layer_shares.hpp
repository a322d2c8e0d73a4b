/// What each block of the noise-aware embedding says over its own noise.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lexicnn/core/array.hpp"
#include "lexicnn/core/context.hpp"
#include "lexicnn/embed/noise_aware.hpp"

namespace lexicnn::embed_stage {

/// Similarities of pairs of different images.
struct Separation {
  std::uint64_t one_class = 0;  ///< pairs
  std::uint64_t two_classes = 0;
  double signal = 0;
  double noise = 0;
};

/// Of the rows' dot products over `scale`; `labels` are the rows' classes.
Separation separation(const Grid<double>& rows, std::span<const std::uint32_t> labels, double scale,
                      const Context& context);

/// One block, as its share depends on it.
struct BlockFacts {
  std::uint64_t layer = 0;
  BlockForm form = BlockForm::plain;
  Separation separation;
};

/// Shares of all blocks, of `layers` layers; their sum is 1.
std::vector<double> layer_shares(const std::vector<BlockFacts>& blocks, std::uint64_t layers,
                                 const NoiseAwareOptions& options);

}  // namespace lexicnn::embed_stage
