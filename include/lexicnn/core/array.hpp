/// Owned n-dimensional arrays of the element types that files hold.
#pragma once

#include <cstdint>
#include <numeric>
#include <variant>
#include <vector>

namespace lexicnn {

/// Half precision as stored: the IEEE binary16 bits.
struct Half {
  std::uint16_t bits = 0;
  friend bool operator==(const Half&, const Half&) = default;
};

using ArrayData =
    std::variant<std::vector<double>, std::vector<float>, std::vector<Half>,
                 std::vector<std::int64_t>, std::vector<std::uint64_t>, std::vector<std::int32_t>,
                 std::vector<std::int8_t>, std::vector<std::uint8_t>>;

/// Row-major (C order) array; the data holds as many elements as the product of `shape`.
struct Array {
  std::vector<std::uint64_t> shape;
  ArrayData data;

  [[nodiscard]] std::uint64_t elements() const noexcept {
    return std::accumulate(shape.begin(), shape.end(), std::uint64_t{1}, std::multiplies<>());
  }

  friend bool operator==(const Array&, const Array&) = default;
};

/// Row-major matrix of one type: class × feature in the score stage and after it.
template <typename T>
class Grid {
 public:
  Grid() = default;
  Grid(std::uint64_t rows, std::uint64_t columns, T value = T{})
      : rows_(rows), columns_(columns), values_(rows * columns, value) {}

  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }
  [[nodiscard]] std::uint64_t columns() const noexcept { return columns_; }
  [[nodiscard]] bool empty() const noexcept { return values_.empty(); }

  [[nodiscard]] T& operator()(std::uint64_t row, std::uint64_t column) noexcept {
    return values_[row * columns_ + column];
  }
  [[nodiscard]] const T& operator()(std::uint64_t row, std::uint64_t column) const noexcept {
    return values_[row * columns_ + column];
  }

  [[nodiscard]] const std::vector<T>& values() const noexcept { return values_; }
  [[nodiscard]] std::vector<T>& values() noexcept { return values_; }

  friend bool operator==(const Grid&, const Grid&) = default;

 private:
  std::uint64_t rows_ = 0;
  std::uint64_t columns_ = 0;
  std::vector<T> values_;
};

}  // namespace lexicnn
