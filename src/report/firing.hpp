/// Which images make a feature fire most and least.
#pragma once

#include <cstdint>
#include <vector>

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

/// The images of a request in the feature's column. `codes` is the class of each row (-1: none); at
/// most `each` images a list; a class of few images (`class_size`) gives half of them to `least`.
FiringImages firing_images(const std::vector<double>& column,
                           const std::vector<std::int32_t>& codes, const FiringRequest& request,
                           std::uint64_t class_size, std::uint64_t each);

/// The images of all classes that fire most.
std::vector<Firing> strongest_images(const std::vector<double>& column, std::uint64_t each);

}  // namespace lexicnn::reporting
