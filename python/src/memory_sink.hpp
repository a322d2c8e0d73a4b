/// Rows of activations collected in memory.
#pragma once

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <numeric>
#include <utility>
#include <vector>

#include "lexicnn/core/array.hpp"
#include "lexicnn/core/error.hpp"
#include "lexicnn/core/half.hpp"
#include "lexicnn/core/source.hpp"

namespace lexicnn::python {

class MemorySink final : public ActivationSink {
 public:
  /// `type` is f32 or f16.
  MemorySink(std::uint64_t rows, std::uint64_t features, ElementType type)
      : rows_(rows), features_(features) {
    if (type == ElementType::f16)
      halves_.resize(rows * features);
    else
      floats_.resize(rows * features);
  }

  /// Throws Error(invalid_input) where a finite value overflows f16.
  void write(std::uint64_t row, std::span<const float> values) override {
    if (!floats_.empty()) {
      std::copy(values.begin(), values.end(), floats_.data() + row * features_);
      return;
    }
    const std::size_t over =
        to_half(values, std::span(halves_).subspan(row * features_, features_));
    if (over == values.size()) return;
    throw Error(ErrorKind::invalid_input,
                fmt::format("{} of image {} at column {} is beyond float16: give dtype=\"f32\"",
                            values[over], row, over));
  }

  /// The rows `keep` (ascending) as a matrix; moved, not copied, where these are all.
  Array take(const std::vector<std::uint64_t>& keep) {
    return floats_.empty() ? take(halves_, keep) : take(floats_, keep);
  }

  Array take_all() {
    std::vector<std::uint64_t> all(rows_);
    std::iota(all.begin(), all.end(), 0U);
    return take(all);
  }

 private:
  template <typename T>
  Array take(std::vector<T>& values, const std::vector<std::uint64_t>& keep) const {
    for (std::uint64_t i = 0; i < keep.size(); ++i) {
      if (keep[i] == i) continue;
      const auto from = values.begin() + static_cast<std::ptrdiff_t>(keep[i] * features_);
      std::copy_n(from, features_, values.begin() + static_cast<std::ptrdiff_t>(i * features_));
    }
    values.resize(keep.size() * features_);
    return {{keep.size(), features_}, std::move(values)};
  }

  std::uint64_t rows_;
  std::uint64_t features_;
  std::vector<float> floats_;
  std::vector<Half> halves_;
};

}  // namespace lexicnn::python
