/// Whether two similarities of the same things agree more than by chance.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lexicnn/core/array.hpp"
#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// Most things that a Mantel test takes: its sums stay exact in 64 bits.
inline constexpr std::uint64_t kMantelThings = 2400;

/// Spearman's rank correlation over the pairs of things, ties by mid-ranks, and its two-sided p.
struct MantelTest {
  double rho = 0;  ///< in [-1, 1]; NaN where one of the two is the same for all pairs
  /// (k + 1) / (P + 1), k of P permutations with |rho| at least as large; NaN with rho.
  double p = 0;
};

/// The ranks of the pairs (i, j), i < j, of a symmetric matrix, row by row, as Mantel's test takes
/// them: twice the mid-rank, centred on 0. Throws Error(invalid_input) for fewer than three things
/// or more than kMantelThings.
LEXICNN_API std::vector<std::int32_t> pair_ranks(const Grid<double>& similarity);

/// Mantel's test (Mantel 1967; on ranks, Dietz 1983) of each of `ones` against each of `others`,
/// all `pair_ranks` of the same `things`: [one][other].
///
/// Permutation r of 0 … P - 1 relabels the things of the others in the order that stream r of the
/// seed shuffles them into, the same for all tests. Sums are whole numbers: no result depends on
/// threads or rounding, and equal sums count as equal. Throws Error(invalid_input) for ranks of
/// other lengths, Error(cancelled).
LEXICNN_API Grid<MantelTest> mantel_tests(std::span<const std::vector<std::int32_t>> ones,
                                          std::span<const std::vector<std::int32_t>> others,
                                          std::uint64_t things, std::uint64_t permutations,
                                          std::uint64_t seed, const Context& context = {});

}  // namespace lexicnn
