/// Matrices and the obvious definition that the embeddings are held against.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "lexicnn/core/array.hpp"
#include "lexicnn/core/error.hpp"
#include "lexicnn/core/memory_source.hpp"
#include "lexicnn/core/random.hpp"
#include "lexicnn/core/table.hpp"
#include "lexicnn/embed/embedding.hpp"

namespace lexicnn::test {

inline Table named_features(std::uint64_t count) {
  Table out;
  for (std::uint64_t i = 0; i < count; ++i)
    out.index.push_back("layer:" + std::to_string(i));
  return out;
}

/// Zeros, ties, negative and large values; every seventh feature is constant.
inline Grid<float> random_matrix(std::uint64_t rows, std::uint64_t columns, std::uint64_t seed) {
  Grid<float> out(rows, columns);
  for (std::uint64_t column = 0; column < columns; ++column) {
    RandomStream stream(seed, column);
    for (std::uint64_t row = 0; row < rows; ++row) {
      const double u = stream.uniform();
      const double value = column % 7 == 3   ? 0.1
                           : column % 7 == 5 ? static_cast<double>(stream.below(4))
                           : u < 0.4         ? 0.0
                                             : (stream.uniform() - 0.3) * std::pow(10.0, u * 6 - 3);
      out(row, column) = static_cast<float>(value);
    }
  }
  return out;
}

/// Digits by the definition, one feature after the other.
template <typename T>
Grid<std::int8_t> digits_by_definition(const Grid<T>& x, std::uint64_t training_rows,
                                       double lower = -0.25, double upper = 0.15) {
  Grid<std::int8_t> out(x.rows(), x.columns());
  for (std::uint64_t column = 0; column < x.columns(); ++column) {
    double sum = 0;
    bool constant = true;
    for (std::uint64_t row = 0; row < training_rows; ++row) {
      sum += static_cast<double>(x(row, column));
      constant = constant && x(row, column) == x(0, column);
    }
    const double mean = sum / static_cast<double>(training_rows);
    double squares = 0;
    for (std::uint64_t row = 0; row < training_rows; ++row) {
      const double deviation = static_cast<double>(x(row, column)) - mean;
      squares += deviation * deviation;
    }
    const double std = std::sqrt(squares / static_cast<double>(training_rows));
    if (constant || std == 0) continue;
    for (std::uint64_t row = 0; row < x.rows(); ++row) {
      const double z = (static_cast<double>(x(row, column)) - mean) / std;
      if (z < lower) out(row, column) = -1;
      if (z > upper) out(row, column) = 1;
    }
  }
  return out;
}

template <typename Work>
std::string error_of(ErrorKind kind, const Work& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.kind() == kind ? error.what() : "of another kind: " + std::string(error.what());
  }
  return "no error";
}

}  // namespace lexicnn::test
