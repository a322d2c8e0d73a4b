/// Aligned tables in plain text.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

enum class Align { left, right };

/// A column of a TextTable. Neighbours of the same group (not empty) stand closer, under its
/// heading.
struct TextColumn {
  std::string heading = {};
  Align align = Align::right;
  std::string group = {};
};

/// An aligned table in plain text.
class LEXICNN_API TextTable {
 public:
  explicit TextTable(std::vector<TextColumn> columns);

  /// Appends a row; missing cells at its end are empty.
  void add(std::vector<std::string> cells);

  /// Appends a line of dashes.
  void add_rule();

  /// The table: heading (none where all headings are empty), then the rows, each line with `indent`
  /// spaces before it and none at its end. Where it is wider than `width` columns (0 = any width)
  /// the first column's cells keep their end only, at least 12 columns of it.
  [[nodiscard]] std::string text(std::size_t width = 0, std::size_t indent = 0) const;

 private:
  struct Row {
    std::vector<std::string> cells;
    bool rule = false;
  };

  using Widths = std::vector<std::size_t>;

  [[nodiscard]] bool has_headings() const;
  [[nodiscard]] bool has_groups() const;
  [[nodiscard]] std::size_t gap_before(std::size_t column) const;
  [[nodiscard]] std::size_t group_end(std::size_t column) const;
  [[nodiscard]] Widths natural_widths() const;
  [[nodiscard]] std::size_t span(const Widths& widths, std::size_t begin, std::size_t end) const;
  [[nodiscard]] std::size_t total(const Widths& widths) const;
  [[nodiscard]] std::string line(const std::vector<std::string>& cells, const Widths& widths) const;
  [[nodiscard]] std::string group_line(const Widths& widths) const;

  std::vector<TextColumn> columns_;
  std::vector<Row> rows_;
};

}  // namespace lexicnn
