/// Columns of a FeatureSource as doubles, whatever its type.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <vector>

#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/core/half.hpp"
#include "lexicnn/core/source.hpp"

namespace lexicnn {

/// Value i of a column as FeatureSource::read delivers it; exact.
inline double value_at(const std::byte* column, ElementType type, std::uint64_t i) noexcept {
  const auto load = [column, i](auto value) {
    std::memcpy(&value, column + i * sizeof value, sizeof value);
    return value;
  };
  if (type == ElementType::f64) return load(double{});
  if (type == ElementType::f32) return static_cast<double>(load(float{}));
  return static_cast<double>(to_float(load(Half{})));
}

/// The values of one column as FeatureSource::read delivers it; exact. `column` holds whole
/// elements.
LEXICNN_API std::vector<double> to_doubles(std::span<const std::byte> column, ElementType type);

/// Calls `use(place, column)` for each of `features` (ascending, each once; `place` is the place in
/// them), on several threads and in no fixed order. Every block of the source is read once; a
/// thread holds one. Throws Error(not_finite) naming image (its row where it is stored) and column,
/// Error(cancelled).
LEXICNN_API void for_each_column(
    const FeatureSource& source, const std::vector<std::uint64_t>& features, const Context& context,
    const std::function<void(std::uint64_t place, const std::vector<double>& column)>& use);

}  // namespace lexicnn
