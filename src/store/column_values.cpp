#include "store/column_values.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

#include "lexicnn/core/half.hpp"

namespace lexicnn {
namespace {

using h5::Failure;
using h5::Scalar;

template <typename T>
std::vector<T> read_all(const Elements& elements, Scalar scalar) {
  std::vector<T> out(elements.count);
  elements.numbers(scalar, out.data());
  return out;
}

std::vector<double> read_halves(const Elements& elements) {
  const auto halves = read_all<Half>(elements, Scalar::f16);
  std::vector<double> out;
  out.reserve(halves.size());
  for (const Half value : halves)
    out.push_back(static_cast<double>(to_float(value)));
  return out;
}

std::vector<bool> read_truths(const Elements& elements) {
  const auto truths = read_all<std::int8_t>(elements, Scalar::truth);
  return {truths.begin(), truths.end()};
}

ColumnData read_u64(const Elements& elements) {
  const auto values = read_all<std::uint64_t>(elements, Scalar::u64);
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (std::all_of(values.begin(), values.end(), [](std::uint64_t v) { return v <= kMost; })) {
    return std::vector<std::int64_t>(values.begin(), values.end());
  }
  std::vector<double> out;
  for (const std::uint64_t value : values)
    out.push_back(static_cast<double>(value));
  return out;
}

}  // namespace

Elements elements_of(const h5::Dataset& dataset) {
  return {h5::scalar_of(dataset), h5::stored_count(dataset),
          [&dataset](Scalar scalar, void* out) { h5::read(dataset, scalar, out); },
          [&dataset] { return h5::read_texts(dataset); }};
}

std::optional<ColumnData> column_values(const Elements& elements) {
  switch (elements.scalar) {
    case Scalar::text:
      return elements.texts();
    case Scalar::truth:
      return read_truths(elements);
    case Scalar::f16:
      return read_halves(elements);
    case Scalar::f32:
    case Scalar::f64:
      return read_all<double>(elements, Scalar::f64);
    case Scalar::u64:
      return read_u64(elements);
    case Scalar::other:
      return std::nullopt;
    default:
      return read_all<std::int64_t>(elements, Scalar::i64);
  }
}

Categorical categorical_from(const ColumnData& codes, const ColumnData& categories, bool ordered,
                             const std::string& path) {
  const auto* numbers = std::get_if<std::vector<std::int64_t>>(&codes);
  if (numbers == nullptr) throw Failure(fmt::format("the codes of '{}' are not integers", path));
  Categorical out{{}, column_text(categories), ordered};
  const auto count = static_cast<std::int64_t>(out.categories.size());
  if (count > std::numeric_limits<std::int32_t>::max()) {
    throw Failure(fmt::format("'{}' has {} categories", path, count));
  }
  out.codes.reserve(numbers->size());
  for (const std::int64_t code : *numbers) {
    if (code < -1 || code >= count) {
      throw Failure(fmt::format("'{}' holds the code {} but {} categories", path, code, count));
    }
    out.codes.push_back(static_cast<std::int32_t>(code));
  }
  return out;
}

}  // namespace lexicnn
