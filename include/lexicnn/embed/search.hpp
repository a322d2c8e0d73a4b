/// Exact nearest neighbours among packed digits.
#pragma once

#include <cstdint>
#include <span>

#include "lexicnn/core/array.hpp"
#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/embed/packed.hpp"

namespace lexicnn {

/// Of each query its neighbours, nearest first; of equal distances the lower row number first.
struct Neighbours {
  Grid<std::uint64_t> rows;              ///< queries × k: rows of the database
  Grid<std::uint64_t> squared_distance;  ///< squared Euclidean, of the digits
};

/// Dot products of the digits: queries × database rows.
LEXICNN_API Grid<std::int64_t> dot_products(const PackedDigits& queries,
                                            const PackedDigits& database,
                                            const Context& context = {});

/// The k nearest rows of `database` to each query, all of them where it has fewer, found by looking
/// at every row. Memory beyond the result: about 1 MB and 128 · k entries a thread. Throws
/// Error(invalid_input) where the numbers of features differ, Error(invalid_option) for k = 0,
/// Error(cancelled).
LEXICNN_API Neighbours nearest(const PackedDigits& queries, const PackedDigits& database,
                               std::uint64_t k, const Context& context = {});

}  // namespace lexicnn
