#include "lexicnn/core/table.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>

#include "lexicnn/core/error.hpp"

namespace lexicnn {
namespace {

template <typename T>
std::vector<T> pick(const std::vector<T>& values, const std::vector<std::uint64_t>& keep) {
  std::vector<T> out;
  out.reserve(keep.size());
  for (const std::uint64_t row : keep)
    out.push_back(values.at(row));
  return out;
}

Categorical pick(const Categorical& values, const std::vector<std::uint64_t>& keep) {
  return {pick(values.codes, keep), values.categories, values.ordered};
}

std::vector<std::string> as_text(const std::vector<std::string>& values) {
  return values;
}

std::vector<std::string> as_text(const std::vector<bool>& values) {
  std::vector<std::string> out;
  for (const bool value : values)
    out.emplace_back(value ? "true" : "false");
  return out;
}

std::vector<std::string> as_text(const Categorical& values) {
  std::vector<std::string> out;
  for (const std::int32_t code : values.codes) {
    out.push_back(code < 0 ? std::string() : values.categories.at(static_cast<std::size_t>(code)));
  }
  return out;
}

template <typename T>
std::vector<std::string> as_text(const std::vector<T>& values) {
  std::vector<std::string> out;
  for (const T value : values)
    out.push_back(fmt::format("{}", value));
  return out;
}

}  // namespace

std::uint64_t column_size(const ColumnData& data) noexcept {
  return std::visit(
      [](const auto& values) -> std::uint64_t {
        if constexpr (std::is_same_v<std::decay_t<decltype(values)>, Categorical>) {
          return values.codes.size();
        } else {
          return values.size();
        }
      },
      data);
}

const Column* Table::find(std::string_view name) const noexcept {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [name](const Column& column) { return column.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

void Table::fail(std::string_view name, bool exists) {
  throw Error(ErrorKind::invalid_input,
              fmt::format("column '{}' {}", name, exists ? "is of another type" : "is missing"));
}

void Table::set(std::string name, ColumnData data, std::string description) {
  if (column_size(data) != rows()) {
    throw Error(ErrorKind::invalid_input, fmt::format("column '{}' has {} rows, the table has {}",
                                                      name, column_size(data), rows()));
  }
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&name](const Column& column) { return column.name == name; });
  Column column{std::move(name), std::move(data), std::move(description)};
  if (found == columns.end()) {
    columns.push_back(std::move(column));
  } else {
    *found = std::move(column);
  }
}

Table Table::select_rows(const std::vector<std::uint64_t>& keep) const {
  Table out;
  out.index = pick(index, keep);
  for (const Column& column : columns) {
    ColumnData data = std::visit(
        [&keep](const auto& values) -> ColumnData { return pick(values, keep); }, column.data);
    out.columns.push_back({column.name, std::move(data), column.description});
  }
  return out;
}

Categorical make_categorical(const std::vector<std::string>& values, bool missing_if_empty) {
  Categorical out;
  out.codes.reserve(values.size());
  std::unordered_map<std::string, std::int32_t> code_of;
  for (const std::string& value : values) {
    if (missing_if_empty && value.empty()) {
      out.codes.push_back(-1);
      continue;
    }
    const auto [entry, added] =
        code_of.try_emplace(value, static_cast<std::int32_t>(out.categories.size()));
    if (added) out.categories.push_back(value);
    out.codes.push_back(entry->second);
  }
  return out;
}

std::vector<std::string> column_text(const ColumnData& data) {
  return std::visit([](const auto& values) { return as_text(values); }, data);
}

}  // namespace lexicnn
