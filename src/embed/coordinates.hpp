/// Training rows in as few coordinates as they span: what linear models are trained on.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lexicnn/core/array.hpp"
#include "lexicnn/embed/dot_products.hpp"

namespace lexicnn {

/// Rows x_1 … x_n, each times `scale` and with a 1 appended for the bias, in coordinates that keep
/// all their dot products.
struct Coordinates {
  Grid<double> values;  ///< n × r
  /// The rows (places among the n) whose combinations the coordinates are, in order; empty where
  /// the coordinates are the columns themselves and the 1.
  std::vector<std::uint64_t> pivots;
  double scale = 1;

  [[nodiscard]] bool are_columns() const noexcept { return pivots.empty(); }
};

/// By Cholesky's factorisation with pivoting of G = scale² · P + 1, where P (n × n) holds the dot
/// products of the rows; it ends where what remains is rounding.
Coordinates coordinates_from_products(const Grid<double>& products, double scale);

/// The columns as they are.
Coordinates coordinates_from_rows(const RowsView& rows, std::span<const std::uint64_t> train,
                                  double scale);

/// Of weights on coordinates (classes × r) those on the pivots (classes × r): the decision on any
/// row is the sum over the pivots of weight · (scale² · dot product with the pivot + 1).
Grid<double> weights_of_pivots(const Coordinates& coordinates, const Grid<double>& weights);

/// Eight sums at a time, in one order.
double dot(const double* one, const double* other, std::size_t count) noexcept;

}  // namespace lexicnn
