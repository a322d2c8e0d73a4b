#include "embed/moments.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace lexicnn::embed_stage {
namespace {

using Lanes = std::array<double, kSideBySide>;

/// Column i to lane i of each row of `out`; lanes without a column stay 0.
void interleave(std::span<const ColumnView> columns, std::vector<double>& out) {
  const std::size_t rows = std::visit([](const auto values) { return values.size(); }, columns[0]);
  out.assign(rows * kSideBySide, 0);
  for (std::size_t lane = 0; lane < columns.size(); ++lane) {
    std::visit(
        [&](const auto values) {
          for (std::size_t row = 0; row < values.size(); ++row)
            out[row * kSideBySide + lane] = static_cast<double>(values[row]);
        },
        columns[lane]);
  }
}

/// The sum of float32 values as PyTorch makes it over the first axis.
float torch_sum(std::size_t size, const auto& value) {
  constexpr std::size_t kLevels = 4;
  const auto log2 = static_cast<std::size_t>(std::bit_width(size <= 1 ? 0 : size - 1));
  const std::size_t power = std::max<std::size_t>(4, log2 / kLevels);
  const std::size_t step = std::size_t{1} << power;
  std::array<float, kLevels> partial{};
  std::size_t i = 0;
  while (i + step <= size) {
    for (std::size_t end = i + step; i < end; ++i)
      partial[0] += value(i);
    for (std::size_t level = 1; level < kLevels; ++level) {
      partial[level] += partial[level - 1];
      partial[level - 1] = 0;
      if ((i & ((step - 1) << (level * power))) != 0) break;
    }
  }
  for (; i < size; ++i)
    partial[0] += value(i);
  for (std::size_t level = 1; level < kLevels; ++level)
    partial[0] += partial[level];
  return partial[0];
}

/// The sample standard deviation as PyTorch makes it.
float torch_deviation(std::size_t size, const auto& value) {
  double mean = 0;
  double squares = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const auto x = static_cast<double>(value(i));
    const double delta = x - mean;
    mean += delta / static_cast<double>(i + 1);
    squares += delta * (x - mean);
  }
  if (size < 2) return std::numeric_limits<float>::quiet_NaN();
  return static_cast<float>(std::sqrt(squares / static_cast<double>(size - 1)));
}

}  // namespace

std::array<Moments, kSideBySide> numpy_moments(std::span<const ColumnView> columns,
                                               std::vector<double>& scratch) {
  interleave(columns, scratch);
  const std::size_t rows = scratch.size() / kSideBySide;
  const auto count = static_cast<double>(rows);
  const double* values = scratch.data();
  Lanes sum{};
  Lanes low;
  Lanes high;
  std::copy_n(values, kSideBySide, low.begin());
  std::copy_n(values, kSideBySide, high.begin());
  for (std::size_t row = 0; row < rows; ++row, values += kSideBySide) {
    for (std::size_t lane = 0; lane < kSideBySide; ++lane) {
      sum[lane] += values[lane];
      low[lane] = std::min(low[lane], values[lane]);
      high[lane] = std::max(high[lane], values[lane]);
    }
  }
  Lanes mean;
  for (std::size_t lane = 0; lane < kSideBySide; ++lane)
    mean[lane] = sum[lane] / count;
  Lanes squares{};
  values = scratch.data();
  for (std::size_t row = 0; row < rows; ++row, values += kSideBySide) {
    for (std::size_t lane = 0; lane < kSideBySide; ++lane) {
      const double deviation = values[lane] - mean[lane];
      squares[lane] += deviation * deviation;
    }
  }
  std::array<Moments, kSideBySide> out;
  for (std::size_t lane = 0; lane < kSideBySide; ++lane) {
    out[lane] = {mean[lane], std::sqrt(squares[lane] / count), low[lane] == high[lane]};
  }
  return out;
}

Moments torch_moments(const ColumnView& column) {
  return std::visit(
      [](const auto values) -> Moments {
        const auto value = [values](std::size_t i) { return static_cast<float>(values[i]); };
        const float mean = torch_sum(values.size(), value) / static_cast<float>(values.size());
        const bool constant =
            std::all_of(values.begin(), values.end(), [&](auto each) { return each == values[0]; });
        return {static_cast<double>(mean),
                static_cast<double>(torch_deviation(values.size(), value)), constant};
      },
      column);
}

}  // namespace lexicnn::embed_stage
