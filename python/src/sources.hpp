/// Matrices of Python as FeatureSources, without a copy.
#pragma once

#include <memory>
#include <nanobind/ndarray.h>

#include "lexicnn/core/source.hpp"
#include "lexicnn/store/activation_file.hpp"

#include "topics.hpp"

namespace lexicnn::python {

/// A source and what it reads from: NumPy arrays are kept alive, files stay open.
struct Source {
  std::unique_ptr<const FeatureSource> matrix;
  std::vector<nb::object> kept = {};  ///< arrays that `matrix` reads
  const H5adSource* file = nullptr;   ///< `matrix`, where it is one
};

}  // namespace lexicnn::python
