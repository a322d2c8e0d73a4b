#include "lexicnn/core/text_table.hpp"

#include <algorithm>

#include "lexicnn/core/text.hpp"

namespace lexicnn {
namespace {

constexpr std::size_t kLeastFirstColumn = 12;

std::size_t excess_of(std::size_t a, std::size_t b) {
  return a > b ? a - b : 0;
}

void append_cell(std::string& line, std::string_view cell, std::size_t width, Align align) {
  const std::size_t padding = excess_of(width, text_width(cell));
  if (align == Align::right) line.append(padding, ' ');
  line += cell;
  if (align == Align::left) line.append(padding, ' ');
}

void append_line(std::string& out, std::string line, std::size_t indent) {
  line.erase(line.find_last_not_of(' ') + 1);
  if (!line.empty()) out.append(indent, ' ');
  out += line + '\n';
}

}  // namespace

TextTable::TextTable(std::vector<TextColumn> columns) : columns_(std::move(columns)) {}

void TextTable::add(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  rows_.push_back({std::move(cells), false});
}

void TextTable::add_rule() {
  rows_.push_back({{}, true});
}

std::string TextTable::text(std::size_t width, std::size_t indent) const {
  std::vector<std::size_t> widths = natural_widths();
  if (widths.empty()) return {};
  const std::size_t excess = width == 0 ? 0 : excess_of(indent + total(widths), width);
  const std::size_t least = std::min(widths[0], kLeastFirstColumn);
  widths[0] = std::max(least, excess_of(widths[0], excess));

  std::string out;
  if (has_groups()) append_line(out, group_line(widths), indent);
  if (has_headings()) {
    std::vector<std::string> headings;
    for (const TextColumn& column : columns_)
      headings.push_back(column.heading);
    append_line(out, line(headings, widths), indent);
  }
  for (const Row& row : rows_) {
    append_line(out, row.rule ? std::string(total(widths), '-') : line(row.cells, widths), indent);
  }
  return out;
}

bool TextTable::has_headings() const {
  return std::any_of(columns_.begin(), columns_.end(),
                     [](const TextColumn& column) { return !column.heading.empty(); });
}

bool TextTable::has_groups() const {
  return std::any_of(columns_.begin(), columns_.end(),
                     [](const TextColumn& column) { return !column.group.empty(); });
}

std::size_t TextTable::gap_before(std::size_t column) const {
  if (column == 0) return 0;
  const std::string& group = columns_[column].group;
  return !group.empty() && columns_[column - 1].group == group ? 1 : 2;
}

std::size_t TextTable::group_end(std::size_t column) const {
  std::size_t end = column + 1;
  while (end < columns_.size() && gap_before(end) == 1)
    ++end;
  return end;
}

std::size_t TextTable::span(const std::vector<std::size_t>& widths, std::size_t begin,
                            std::size_t end) const {
  std::size_t out = 0;
  for (std::size_t column = begin; column < end; ++column) {
    out += widths[column] + (column == begin ? 0 : gap_before(column));
  }
  return out;
}

std::size_t TextTable::total(const std::vector<std::size_t>& widths) const {
  return span(widths, 0, widths.size());
}

std::vector<std::size_t> TextTable::natural_widths() const {
  std::vector<std::size_t> out;
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    std::size_t width = text_width(columns_[column].heading);
    for (const Row& row : rows_) {
      if (!row.rule) width = std::max(width, text_width(row.cells[column]));
    }
    out.push_back(width);
  }
  for (std::size_t begin = 0; begin < out.size(); begin = group_end(begin)) {
    const std::size_t end = group_end(begin);
    out[begin] += excess_of(text_width(columns_[begin].group), span(out, begin, end));
  }
  return out;
}

std::string TextTable::line(const std::vector<std::string>& cells,
                            const std::vector<std::size_t>& widths) const {
  std::string out;
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    out.append(gap_before(column), ' ');
    const std::string cell = column == 0 ? keep_end(cells[column], widths[column]) : cells[column];
    append_cell(out, cell, widths[column], columns_[column].align);
  }
  return out;
}

std::string TextTable::group_line(const std::vector<std::size_t>& widths) const {
  std::string out;
  for (std::size_t begin = 0; begin < columns_.size(); begin = group_end(begin)) {
    const std::string& heading = columns_[begin].group;
    const std::size_t room = span(widths, begin, group_end(begin));
    const std::size_t before = excess_of(room, text_width(heading)) / 2;
    out.append(gap_before(begin) + before, ' ');
    append_cell(out, heading, room - before, Align::left);
  }
  return out;
}

}  // namespace lexicnn
