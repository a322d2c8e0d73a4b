#include "embed/column_block.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "lexicnn/core/array.hpp"
#include "lexicnn/core/error.hpp"
#include "lexicnn/core/half.hpp"

namespace lexicnn::embed_stage {
namespace {

/// The first value that is not finite, or the length.
template <typename T>
std::size_t first_not_finite(std::span<const T> values) {
  bool bad = false;
  for (const T value : values)
    bad |= !(std::abs(value) <= std::numeric_limits<T>::max());
  if (!bad) return values.size();
  const auto found =
      std::find_if(values.begin(), values.end(), [](T value) { return !std::isfinite(value); });
  return static_cast<std::size_t>(found - values.begin());
}

}  // namespace

void ColumnBlock::reserve(std::uint64_t columns) {
  raw_.resize(columns * source_.rows() * element_size(source_.type()));
}

void ColumnBlock::read_run(std::uint64_t first, std::uint64_t count, std::size_t at) {
  const std::size_t column = source_.rows() * element_size(source_.type());
  source_.read(first, count, std::span(raw_).subspan(at * column, count * column));
}

void ColumnBlock::read(std::span<const std::uint64_t> columns) {
  places_.clear();
  if (columns.empty()) return;
  const auto [least, most] = std::minmax_element(columns.begin(), columns.end());
  const std::uint64_t first = *least;
  const std::uint64_t width = *most - first + 1;
  if (width <= 2 * columns.size()) {
    reserve(width);
    read_run(first, width, 0);
    for (const std::uint64_t column : columns)
      places_.push_back(column - first);
  } else {
    reserve(columns.size());
    for (std::size_t begin = 0; begin < columns.size();) {
      std::size_t end = begin + 1;
      while (end < columns.size() && columns[end] == columns[end - 1] + 1)
        ++end;
      read_run(columns[begin], end - begin, begin);
      for (std::size_t i = begin; i < end; ++i)
        places_.push_back(i);
      begin = end;
    }
  }
  if (source_.type() == ElementType::f16) {
    wide_.resize(raw_.size() / sizeof(Half));
    to_float(std::span(reinterpret_cast<const Half*>(raw_.data()), wide_.size()), wide_);
  }
  for (std::size_t i = 0; i < columns.size(); ++i)
    check_finite(i, columns[i]);
}

ColumnView ColumnBlock::column(std::size_t i) const {
  const std::size_t rows = source_.rows();
  const std::size_t at = places_[i] * rows;
  switch (source_.type()) {
    case ElementType::f16:
      return std::span(wide_).subspan(at, rows);
    case ElementType::f32:
      return std::span(reinterpret_cast<const float*>(raw_.data()) + at, rows);
    case ElementType::f64:
      break;
  }
  return std::span(reinterpret_cast<const double*>(raw_.data()) + at, rows);
}

void ColumnBlock::check_finite(std::size_t i, std::uint64_t column_number) const {
  std::visit(
      [&](const auto values) {
        const std::size_t row = first_not_finite(values);
        if (row != values.size()) fail(row, column_number, static_cast<double>(values[row]));
      },
      column(i));
}

void ColumnBlock::fail(std::uint64_t row, std::uint64_t column, double value) const {
  throw Error(ErrorKind::not_finite,
              fmt::format("feature '{}' of image {} (counted from 0) is {}: an embedding needs "
                          "finite values",
                          names_[column], source_.stored_row(row), value));
}

}  // namespace lexicnn::embed_stage
