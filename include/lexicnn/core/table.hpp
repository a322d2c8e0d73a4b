/// A small column table with row names: what obs and var are made of.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// A text column with few distinct values. `codes[i]` indexes `categories`; -1 means missing.
struct Categorical {
  std::vector<std::int32_t> codes;
  std::vector<std::string> categories;
  bool ordered = false;

  friend bool operator==(const Categorical&, const Categorical&) = default;
};

using ColumnData = std::variant<std::vector<std::string>, std::vector<double>,
                                std::vector<std::int64_t>, std::vector<bool>, Categorical>;

/// A named column; `description` says in one line what it holds and travels with the file.
struct Column {
  std::string name;
  ColumnData data;
  std::string description;

  friend bool operator==(const Column&, const Column&) = default;
};

/// Number of rows in a column of any type.
LEXICNN_API std::uint64_t column_size(const ColumnData& data) noexcept;

/// Rows with unique names (`index`) and columns of that many rows.
struct LEXICNN_API Table {
  std::vector<std::string> index;
  std::vector<Column> columns;

  [[nodiscard]] std::uint64_t rows() const noexcept { return index.size(); }

  /// The column of that name, or nullptr.
  [[nodiscard]] const Column* find(std::string_view name) const noexcept;

  /// The column's values; throws Error(invalid_input) naming the column where it is missing or of
  /// another type.
  template <typename T>
  [[nodiscard]] const T& get(std::string_view name) const {
    const Column* column = find(name);
    const T* data = column == nullptr ? nullptr : std::get_if<T>(&column->data);
    if (data == nullptr) fail(name, column != nullptr);
    return *data;
  }

  /// Appends a column, or replaces the one of that name. Throws Error(invalid_input) where the
  /// length is not `rows()`.
  void set(std::string name, ColumnData data, std::string description = {});

  /// The rows `keep` (in that order), all columns.
  [[nodiscard]] Table select_rows(const std::vector<std::uint64_t>& keep) const;

  friend bool operator==(const Table&, const Table&) = default;

 private:
  [[noreturn]] static void fail(std::string_view name, bool exists);
};

/// The categories of a text column in order of first appearance; a missing value is the empty text
/// where `missing_if_empty`.
LEXICNN_API Categorical make_categorical(const std::vector<std::string>& values,
                                         bool missing_if_empty = true);

/// A column's values as text: categories, numbers in shortest exact form, "true"/"false"; missing
/// values are empty.
LEXICNN_API std::vector<std::string> column_text(const ColumnData& data);

}  // namespace lexicnn
