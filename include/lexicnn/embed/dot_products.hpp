/// Dot products between the rows of a matrix, summed in an order that never changes.
#pragma once

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// Rows that somebody else owns: row i is scale[i] · (data + i · stride)[0 … columns).
struct RowsView {
  std::variant<const float*, const double*, const std::int8_t*> data;
  std::uint64_t rows = 0;
  std::uint64_t columns = 0;
  std::uint64_t stride = 0;       ///< elements from one row to the next
  const double* scale = nullptr;  ///< one a row, or nullptr: all 1
};

/// Copies row `row`, scaled, to `out[0 … columns)`.
LEXICNN_API void copy_row(const RowsView& rows, std::uint64_t row, double* out);

/// out[i · right.size() + j] = dot product of rows left[i] and right[j]. Products of floats are
/// exact and summed as doubles, eight sums at a time, the same on every processor; those of int8
/// are exact. Symmetric to the bit.
LEXICNN_API void dot_products(const RowsView& rows, std::span<const std::uint64_t> left,
                              std::span<const std::uint64_t> right, double* out);

/// The dot products of rows, computed when asked for or kept all at once: the same numbers.
class LEXICNN_API DotProducts {
 public:
  explicit DotProducts(const RowsView& rows) : rows_(rows) {}

  /// Computes and keeps all products: 8 · rows² bytes. Throws Error(cancelled).
  void keep_all(const Context& context);

  /// As the function `dot_products`.
  void get(std::span<const std::uint64_t> left, std::span<const std::uint64_t> right,
           double* out) const;

  [[nodiscard]] const RowsView& rows() const noexcept { return rows_; }

 private:
  RowsView rows_;
  std::vector<double> all_;
};

}  // namespace lexicnn
