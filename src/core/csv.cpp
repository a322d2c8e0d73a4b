#include "lexicnn/core/csv.hpp"

#include <cmath>

namespace lexicnn {
namespace {

std::vector<std::string> fields_of(const ColumnData& data) {
  std::vector<std::string> out = column_text(data);
  if (const auto* numbers = std::get_if<std::vector<double>>(&data)) {
    for (std::size_t row = 0; row < out.size(); ++row) {
      if (std::isnan((*numbers)[row])) out[row].clear();
    }
  }
  return out;
}

void append_line(std::string& out, const std::vector<std::vector<std::string>>& columns,
                 std::size_t row) {
  for (std::size_t column = 0; column < columns.size(); ++column) {
    if (column != 0) out += ',';
    out += csv_field(columns[column][row]);
  }
  out += "\r\n";
}

}  // namespace

std::string csv_field(std::string_view text) {
  const bool plain = text.find_first_of(",\"\r\n") == std::string_view::npos &&
                     (text.empty() || (text.front() != ' ' && text.back() != ' '));
  if (plain) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out += '"';
}

std::string csv_text(const Table& table, std::string_view index_name) {
  std::vector<std::vector<std::string>> columns;
  const auto add = [&columns](std::string_view heading, std::vector<std::string> fields) {
    fields.insert(fields.begin(), std::string(heading));
    columns.push_back(std::move(fields));
  };
  if (!index_name.empty()) add(index_name, table.index);
  for (const Column& column : table.columns)
    add(column.name, fields_of(column.data));
  std::string out;
  for (std::size_t line = 0; line <= table.rows(); ++line)
    append_line(out, columns, line);
  return out;
}

}  // namespace lexicnn
