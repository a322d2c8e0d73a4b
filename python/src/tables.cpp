#include "tables.hpp"

#include <cstring>
#include <fmt/format.h>
#include <nanobind/stl/vector.h>
#include <optional>

#include "lexicnn/core/error.hpp"

#include "arrays.hpp"

namespace lexicnn::python {
namespace {

using AnyArray = nb::ndarray<nb::ro, nb::c_contig, nb::device::cpu>;

nb::tuple column_to_python(const Column& column) {
  const auto as = [&column](const char* kind, const nb::object& data) {
    return nb::make_tuple(column.name, kind, data, column.description);
  };
  if (const auto* texts = std::get_if<std::vector<std::string>>(&column.data))
    return as("text", nb::cast(*texts));
  if (const auto* numbers = std::get_if<std::vector<double>>(&column.data))
    return as("float", to_numpy(*numbers, {numbers->size()}));
  if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&column.data))
    return as("int", to_numpy(*numbers, {numbers->size()}));
  if (const auto* truths = std::get_if<std::vector<bool>>(&column.data)) {
    const std::vector<std::uint8_t> bytes(truths->begin(), truths->end());
    return as("bool", to_numpy(bytes, {bytes.size()}));
  }
  const auto& categorical = std::get<Categorical>(column.data);
  return as("categorical", nb::make_tuple(to_numpy(categorical.codes, {categorical.codes.size()}),
                                          nb::cast(categorical.categories), categorical.ordered));
}

nb::object value_to_python(const Value& value) {
  return std::visit(
      [](const auto& held) -> nb::object {
        using T = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<T, Array> || std::is_same_v<T, Table> ||
                      std::is_same_v<T, Dict>) {
          return to_python(held);
        } else {
          return nb::cast(held);
        }
      },
      value);
}

template <typename T>
std::vector<T> values_of(const AnyArray& array) {
  std::vector<T> out(array.size());
  if (!out.empty()) std::memcpy(out.data(), array.data(), out.size() * sizeof(T));
  return out;
}

/// The elements of a one-dimensional array of this type; throws nb::cast_error for another.
template <typename T>
std::vector<T> vector_from(nb::handle object) {
  return values_of<T>(
      AnyArray(nb::cast<nb::ndarray<const T, nb::ndim<1>, nb::c_contig, nb::device::cpu>>(object)));
}

/// Tries each element type in turn.
template <std::size_t Index = 0>
ArrayData data_from(const AnyArray& array) {
  if constexpr (Index == std::variant_size_v<ArrayData>) {
    throw nb::type_error("an array of this type cannot be kept in a file");
  } else {
    using T = typename std::variant_alternative_t<Index, ArrayData>::value_type;
    if (array.dtype() == dtype_of<T>()) return values_of<T>(array);
    return data_from<Index + 1>(array);
  }
}

Array array_from(const AnyArray& array) {
  Array out{{}, data_from(array)};
  for (std::size_t axis = 0; axis < array.ndim(); ++axis)
    out.shape.push_back(array.shape(axis));
  return out;
}

ColumnData column_from(const std::string& kind, nb::handle data) {
  if (kind == "text") return nb::cast<std::vector<std::string>>(data);
  if (kind == "float") return vector_from<double>(data);
  if (kind == "int") return vector_from<std::int64_t>(data);
  if (kind == "bool") {
    const std::vector<std::uint8_t> bytes = vector_from<std::uint8_t>(data);
    return std::vector<bool>(bytes.begin(), bytes.end());
  }
  const auto parts = nb::cast<nb::tuple>(data);
  return Categorical{vector_from<std::int32_t>(parts[0]),
                     nb::cast<std::vector<std::string>>(parts[1]), nb::cast<bool>(parts[2])};
}

Value value_from(nb::handle value) {
  if (nb::isinstance<nb::str>(value)) return nb::cast<std::string>(value);
  if (nb::isinstance<nb::bool_>(value)) return nb::cast<bool>(value);
  if (nb::isinstance<nb::int_>(value)) return nb::cast<std::int64_t>(value);
  if (nb::isinstance<nb::float_>(value)) return nb::cast<double>(value);
  if (nb::isinstance<nb::dict>(value)) return dict_from(value);
  if (nb::isinstance<nb::tuple>(value)) return table_from(value);
  if (nb::isinstance<nb::list>(value)) return nb::cast<std::vector<std::string>>(value);
  return array_from(nb::cast<AnyArray>(value));
}

}  // namespace

nb::any to_python(const Table& table) {
  nb::list columns;
  for (const Column& column : table.columns)
    columns.append(column_to_python(column));
  return as_any(nb::make_tuple(nb::cast(table.index), columns));
}

nb::any to_python(Array array) {
  const std::vector<std::size_t> shape(array.shape.begin(), array.shape.end());
  return std::visit([&shape](auto& values) { return to_numpy(std::move(values), shape); },
                    array.data);
}

nb::dict to_python(const Dict& dict) {
  nb::dict out;
  for (const auto& [key, value] : dict.entries())
    out[nb::cast(key)] = value_to_python(value);
  return out;
}

nb::dict to_python(AnnotatedMatrix matrix) {
  nb::dict layers;
  for (auto& [name, layer] : matrix.layers)
    layers[nb::cast(name)] = to_python(std::move(layer));
  nb::dict out;
  out["obs"] = to_python(matrix.obs);
  out["var"] = to_python(matrix.var);
  out["x"] = to_python(std::move(matrix.x));
  out["layers"] = layers;
  out["uns"] = to_python(matrix.uns);
  return out;
}

Table table_from(nb::handle table) {
  const auto parts = nb::cast<nb::tuple>(table);
  Table out;
  out.index = nb::cast<std::vector<std::string>>(parts[0]);
  for (const nb::handle each : nb::cast<nb::list>(parts[1])) {
    const auto column = nb::cast<nb::tuple>(each);
    out.set(nb::cast<std::string>(column[0]),
            column_from(nb::cast<std::string>(column[1]), column[2]),
            nb::cast<std::string>(column[3]));
  }
  return out;
}

Dict dict_from(nb::handle dict) {
  Dict out;
  for (const auto& [key, value] : nb::cast<nb::dict>(dict))
    out.set(nb::cast<std::string>(key), value_from(value));
  return out;
}

}  // namespace lexicnn::python
