#include "images/class_table.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <unordered_set>

#include "lexicnn/core/error.hpp"
#include "lexicnn/images/ledger.hpp"

#include "images/delimited.hpp"
#include "images/files.hpp"
#include "images/label_rows.hpp"
#include "images/names.hpp"

namespace lexicnn::images {
namespace {

/// Counts that describe the set, not the class.
bool is_bookkeeping(std::string_view column) {
  return column == "images" || column == "bytes";
}

std::vector<std::string> classes_in_order(const ImageSet& set) {
  std::vector<std::string> classes;
  std::unordered_set<std::string_view> seen;
  for (const ImageFile& file : set.files) {
    if (seen.insert(file.labels->front()).second) classes.push_back(file.labels->front());
  }
  return classes;
}

void warn_of_unknown(const ClassTable& table, const std::vector<std::string>& classes,
                     const Context& context) {
  if (table.columns.empty()) return;
  std::vector<std::string> unknown;
  std::copy_if(classes.begin(), classes.end(), std::back_inserter(unknown),
               [&table](const std::string& name) { return table.values.count(name) == 0; });
  if (unknown.empty()) return;
  context.say(LogLevel::warning,
              fmt::format("classes.tsv says nothing about {} of {} classes: {}", unknown.size(),
                          classes.size(), fmt::join(unknown, ", ")));
}

}  // namespace

ClassTable read_class_table(const std::filesystem::path& root) {
  ClassTable out;
  const std::filesystem::path path = root / "classes.tsv";
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return out;
  const DelimitedTable table = read_delimited(path);
  const std::size_t class_column = table.require_column("class");
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < table.header.size(); ++i) {
    if (i == class_column || is_bookkeeping(table.header[i])) continue;
    check_label_column(table.header[i], path);
    kept.push_back(i);
    out.columns.push_back(table.header[i]);
  }
  for (const DelimitedRow& row : table.rows) {
    std::vector<std::string> values;
    for (const std::size_t i : kept)
      values.push_back(escape_name(row.fields[i]));
    const std::string name = escape_name(row.fields[class_column]);
    if (!out.values.emplace(name, std::move(values)).second) {
      table.fail(row.line, fmt::format("class '{}' is there twice", name));
    }
  }
  return out;
}

void apply_class_table(const ClassTable& table, ImageSet& set, const Context& context) {
  set.classes.index = classes_in_order(set);
  warn_of_unknown(table, set.classes.index, context);
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    const std::string& name = table.columns[column];
    const auto value_of = [&table, column](const std::string& class_name) {
      const auto found = table.values.find(class_name);
      return found == table.values.end() ? std::string() : found->second[column];
    };
    std::vector<std::string> values;
    for (const std::string& class_name : set.classes.index)
      values.push_back(value_of(class_name));
    set.classes.set(name, std::move(values), "from classes.tsv");
    const auto& known = set.label_columns;
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    set.label_columns.push_back(name);
    LabelRows rows;
    for (ImageFile& file : set.files) {
      std::vector<std::string> labels = *file.labels;
      labels.push_back(value_of(labels.front()));
      file.labels = rows.share(std::move(labels));
    }
  }
}

void check_label_column(const std::string& name, const std::filesystem::path& file) {
  const bool reserved =
      std::find(kLedgerColumns.begin(), kLedgerColumns.end(), name) != kLedgerColumns.end();
  if (!reserved && name != "_index" && name != "." && name.find('/') == std::string::npos) return;
  throw Error(ErrorKind::invalid_file,
              fmt::format("'{}' has a column '{}', {}; rename it", shown(file), escape_name(name),
                          reserved ? "a name that the ledger needs for its own column"
                                   : "which cannot be the name of a column"));
}

}  // namespace lexicnn::images
