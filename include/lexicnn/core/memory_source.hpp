/// A FeatureSource over a matrix in memory, row- or column-major, without a copy.
#pragma once

#include <vector>

#include "lexicnn/core/source.hpp"

namespace lexicnn {

/// A dense matrix that somebody else owns. Element (i, j) lies at data + i·row_stride +
/// j·column_stride, strides in elements (C order: row_stride = columns, column_stride = 1).
struct MatrixView {
  const void* data = nullptr;
  ElementType type = ElementType::f32;
  std::uint64_t rows = 0;
  std::uint64_t columns = 0;
  std::uint64_t row_stride = 0;
  std::uint64_t column_stride = 0;
};

/// Row-major view of `rows` × `columns` floats or doubles.
LEXICNN_API MatrixView row_major(const float* data, std::uint64_t rows, std::uint64_t columns);
LEXICNN_API MatrixView row_major(const double* data, std::uint64_t rows, std::uint64_t columns);

/// Reads a view by feature, turning row-major data into columns (transpose.hpp). The view must
/// outlive the source.
class LEXICNN_API MemorySource final : public FeatureSource {
 public:
  explicit MemorySource(MatrixView view);

  [[nodiscard]] std::uint64_t rows() const noexcept override;
  [[nodiscard]] std::uint64_t features() const noexcept override;
  [[nodiscard]] ElementType type() const noexcept override;
  [[nodiscard]] std::uint64_t preferred_block() const noexcept override;
  void read(std::uint64_t first, std::uint64_t count, std::span<std::byte> out) const override;

 private:
  MatrixView view_;
};

}  // namespace lexicnn
