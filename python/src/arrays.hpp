/// C++ vectors as NumPy arrays, without a copy.
#pragma once

#include <cstdint>
#include <nanobind/ndarray.h>
#include <type_traits>
#include <utility>
#include <vector>

#include "lexicnn/core/array.hpp"

#include "topics.hpp"

namespace lexicnn::python {

template <typename T>
nb::dlpack::dtype dtype_of() {
  if constexpr (std::is_same_v<T, Half>)
    return {static_cast<std::uint8_t>(nb::dlpack::dtype_code::Float), 16, 1};
  else
    return nb::dtype<T>();
}

/// An array that owns what was the vector's.
template <typename T>
nb::any to_numpy(std::vector<T> values, const std::vector<std::size_t>& shape) {
  auto* kept = new std::vector<T>(std::move(values));
  const nb::capsule owner(
      kept, [](void* memory) noexcept { delete static_cast<std::vector<T>*>(memory); });
  return as_any(nb::cast(nb::ndarray<nb::numpy>(kept->data(), shape.size(), shape.data(), owner,
                                                nullptr, dtype_of<T>())));
}

/// A read-only array over a grid that lives as long as `owner`.
template <typename T>
nb::any view_of(const Grid<T>& grid, nb::handle owner) {
  const std::size_t shape[2] = {grid.rows(), grid.columns()};
  return as_any(
      nb::cast(nb::ndarray<nb::numpy, const T>(grid.values().data(), 2, shape, owner, nullptr)));
}

}  // namespace lexicnn::python
