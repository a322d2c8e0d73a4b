#include "store/legacy_table.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

#include "store/column_values.hpp"
#include "store/hdf5_records.hpp"

namespace lexicnn {
namespace {

using h5::Failure;

Elements elements_of_field(const h5::Dataset& records, const std::string& field,
                           std::uint64_t count) {
  return {h5::field_scalar(records, field), count,
          [&records, field](h5::Scalar scalar, void* out) {
            h5::read_field(records, field, scalar, out);
          },
          [&records, field] { return h5::read_field_texts(records, field); }};
}

/// The categories of a field; empty optional where there are none.
std::optional<ColumnData> categories_of(hid_t location, const std::string& field) {
  const std::string path = "uns/" + field + "_categories";
  if (h5::kind_of(location, path) != h5::Kind::dataset) return std::nullopt;
  const h5::Dataset dataset = h5::open_dataset(location, path);
  if (h5::shape_of(dataset).size() > 1) return std::nullopt;  // none: a single one has no dimension
  return column_values(elements_of(dataset));
}

/// anndata's own rule: where a code has no category, the categories belong to another table's
/// column of that name.
bool fit(const ColumnData& codes, const ColumnData& categories) {
  const auto* numbers = std::get_if<std::vector<std::int64_t>>(&codes);
  const auto count = static_cast<std::int64_t>(column_size(categories));
  return numbers != nullptr &&
         std::all_of(numbers->begin(), numbers->end(),
                     [count](std::int64_t code) { return code >= -1 && code < count; });
}

}  // namespace

Table legacy_table(hid_t location, const std::string& name,
                   const std::function<void(std::string)>& skip) {
  const h5::Dataset records = h5::open_dataset(location, name);
  const std::string path = h5::path_of(records.id());
  const std::vector<std::string> fields = h5::field_names(records);
  if (fields.empty() || h5::shape_of(records).size() != 1) {
    throw Failure(fmt::format("'{}' is no table: neither a group of columns nor records", path));
  }
  const std::uint64_t rows = h5::stored_count(records);
  const auto values = [&](const std::string& field) {
    return column_values(elements_of_field(records, field, rows));
  };
  const auto names = values(fields.front());
  if (!names) throw Failure(fmt::format("the row names of '{}' are no text", path));
  Table out;
  out.index = column_text(*names);
  for (std::size_t i = 1; i < fields.size(); ++i) {
    auto data = values(fields[i]);
    if (!data) {
      skip(path + "/" + fields[i]);
      continue;
    }
    const auto categories = categories_of(location, fields[i]);
    if (categories && fit(*data, *categories)) {
      data = categorical_from(*data, *categories, false, path + "/" + fields[i]);
    }
    out.columns.push_back({fields[i], std::move(*data), {}});
  }
  return out;
}

}  // namespace lexicnn
