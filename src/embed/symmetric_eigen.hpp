/// Eigenvalues of small symmetric matrices.
#pragma once

#include <vector>

#include "lexicnn/core/array.hpp"

namespace lexicnn::embed_stage {

struct SymmetricEigen {
  std::vector<double> values;  ///< largest first
  Grid<double> vectors;        ///< column j belongs to values[j]
};

/// By cyclic Jacobi rotations, to the last bits; time some n³.
SymmetricEigen symmetric_eigen(Grid<double> matrix);

}  // namespace lexicnn::embed_stage
