/// Which images make a feature fire most and least.
#pragma once

#include <cstdint>
#include <vector>

#include "lexicnn/core/context.hpp"
#include "lexicnn/core/source.hpp"

namespace lexicnn::reporting {

/// One (class, feature) pair whose images are wanted. `location` only serves to count.
struct FiringRequest {
  std::uint64_t feature = 0;
  std::int32_t class_code = 0;
  double location = 0;
};

struct Firing {
  std::uint64_t row = 0;  ///< of the activations
  double value = 0;
};

/// Images of the class that fire most (largest first) and least (smallest first), no image in both,
/// and images outside the class that fire most. Of equal values the earlier row counts as larger.
struct FiringImages {
  std::vector<Firing> most;
  std::vector<Firing> least;
  std::vector<Firing> others;
  std::uint64_t above = 0;  ///< images of the class above the location
};

/// Reads every needed column once, in runs within the source's blocks, on several threads. `codes`
/// is the class of each row (-1: none); at most `each` images a list; a class of few images gives
/// half of them to `least`. The result is in the order of the requests. Throws Error(not_finite).
std::vector<FiringImages> firing_images(const FeatureSource& source,
                                        const std::vector<std::int32_t>& codes,
                                        const std::vector<FiringRequest>& requests,
                                        std::uint64_t each, const Context& context);

}  // namespace lexicnn::reporting
