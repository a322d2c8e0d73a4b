/// Principal components of a few dimensions: where images lie on a map.
#pragma once

#include <cstdint>
#include <vector>

#include "lexicnn/core/array.hpp"
#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"

namespace lexicnn {

struct PcaResult {
  /// Row × component: the centred rows along each component, the component with the largest
  /// variance first. The coordinate of a component that is farthest from 0 (of several the first)
  /// is positive.
  Grid<double> coordinates;
  std::vector<double> variance_share;  ///< of each component, in [0, 1]; NaN where rows are all one
};

/// The first `components` principal components of rows that are centred by column, not scaled.
///
/// By a block Krylov space of the rows' products (Golub and Underwood, "The block Lanczos method
/// for computing eigenvalues", 1977), with full orthogonalisation, until the residual of every
/// component is below 1e-11 of the largest eigenvalue: coordinates are then those of an SVD to
/// about 1e-11 / the relative gap to the next eigenvalue. The starting block is drawn with a fixed
/// seed; sums are in a fixed order, so the result does not depend on threads. Components beyond the
/// rank are 0.
///
/// Memory beside the rows: 16 bytes for each of rows × dimensions of the space (some dozens), and
/// 8 for each of columns × (components + 2). Throws Error(invalid_input) without rows or columns,
/// Error(invalid_option) for no components, Error(not_finite), Error(cancelled).
LEXICNN_API PcaResult principal_components(const Grid<float>& rows, std::uint64_t components,
                                           const Context& context = {});
LEXICNN_API PcaResult principal_components(const Grid<double>& rows, std::uint64_t components,
                                           const Context& context = {});

}  // namespace lexicnn
