/// Which feature of one network is which of another: by what they say about the same classes.
#pragma once

#include <cstdint>
#include <vector>

#include "lexicnn/core/array.hpp"
#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"

namespace lexicnn {

struct FeatureMatch {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
  double r = 0;  ///< Pearson's correlation of their profiles, in [-1, 1]

  friend bool operator==(const FeatureMatch&, const FeatureMatch&) = default;
};

/// Features that are each other's best match: pairs (f, g) where no other g correlates more with f,
/// and no other f with g, over the classes (the rows of both, in the same order); of equal ones the
/// first. Features that say the same about all classes match none. By the first's place.
///
/// Memory: 8 bytes for each of classes × features of both, and 16 a thread and feature of `second`;
/// the correlations themselves are never held. Throws Error(invalid_input) for fewer than three
/// classes or numbers of them that differ, Error(cancelled).
LEXICNN_API std::vector<FeatureMatch> match_features(const Grid<double>& first,
                                                     const Grid<double>& second,
                                                     const Context& context = {});

}  // namespace lexicnn
