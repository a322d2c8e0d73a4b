/// Trees of classes by average linkage.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lexicnn/core/array.hpp"
#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// Two clusters that become one. Things are 0 … n - 1; merge i makes the cluster n + i.
struct Merge {
  std::uint32_t first = 0;  ///< below `second`
  std::uint32_t second = 0;
  double height = 0;       ///< mean distance between the things of the two
  std::uint32_t size = 0;  ///< things in the new one

  friend bool operator==(const Merge&, const Merge&) = default;
};

/// Average linkage (UPGMA, Sokal and Michener 1958) of a symmetric matrix of distances, by the
/// nearest-neighbour chain: n - 1 merges, by height. Equal to SciPy's `linkage(method="average")`,
/// row for row, ties included: a chain starts at the first thing left, the nearest neighbour is the
/// link before in the chain, else the first of the nearest; equal heights keep the order in which
/// they were found. Time n², memory n². Throws Error(invalid_input) where the matrix is not square
/// or holds a NaN or a negative distance.
LEXICNN_API std::vector<Merge> average_linkage(const Grid<double>& distances);

/// The tree in Newick's format, on one line. Lengths are half the differences of heights, so that
/// the way between two classes is as long as the height at which they merge. Names of other
/// characters than ASCII letters, digits, dots and hyphens are quoted, quotes in them doubled.
/// Throws Error(invalid_input) where merges and names do not belong together.
LEXICNN_API std::string to_newick(const std::vector<Merge>& merges,
                                  const std::vector<std::string>& names);

}  // namespace lexicnn
