#include "lexicnn/core/memory_source.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/transpose.hpp"

namespace lexicnn {
namespace {

/// Copies columns [first, first + count) of `view` to `out`, one after the other.
template <typename Word>
void gather(const MatrixView& view, std::uint64_t first, std::uint64_t count, Word* out) {
  const auto* data = static_cast<const Word*>(view.data) + first * view.column_stride;
  if (view.column_stride == 1) {
    return rows_to_columns(RowBlock<Word>{data, view.rows, count, view.row_stride}, out, view.rows);
  }
  for (std::uint64_t column = 0; column < count; ++column) {
    const Word* from = data + column * view.column_stride;
    Word* to = out + column * view.rows;
    for (std::uint64_t row = 0; row < view.rows; ++row)
      to[row] = from[row * view.row_stride];
  }
}

}  // namespace

MatrixView row_major(const float* data, std::uint64_t rows, std::uint64_t columns) {
  return {data, ElementType::f32, rows, columns, columns, 1};
}

MatrixView row_major(const double* data, std::uint64_t rows, std::uint64_t columns) {
  return {data, ElementType::f64, rows, columns, columns, 1};
}

MemorySource::MemorySource(MatrixView view) : view_(view) {
  if (view.data == nullptr && view.rows * view.columns != 0) {
    throw Error(ErrorKind::invalid_input, "the matrix has no data");
  }
}

std::uint64_t MemorySource::rows() const noexcept {
  return view_.rows;
}
std::uint64_t MemorySource::features() const noexcept {
  return view_.columns;
}
ElementType MemorySource::type() const noexcept {
  return view_.type;
}
std::uint64_t MemorySource::preferred_block() const noexcept {
  return view_.column_stride == 1 ? 64 : 16;
}

void MemorySource::read(std::uint64_t first, std::uint64_t count, std::span<std::byte> out) const {
  if (first + count > view_.columns ||
      out.size() != count * view_.rows * element_size(view_.type)) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("columns {}..{} of {} asked for into {} bytes", first, first + count,
                            view_.columns, out.size()));
  }
  switch (view_.type) {
    case ElementType::f16:
      return gather(view_, first, count, reinterpret_cast<std::uint16_t*>(out.data()));
    case ElementType::f32:
      return gather(view_, first, count, reinterpret_cast<std::uint32_t*>(out.data()));
    case ElementType::f64:
      return gather(view_, first, count, reinterpret_cast<std::uint64_t*>(out.data()));
  }
}

}  // namespace lexicnn
