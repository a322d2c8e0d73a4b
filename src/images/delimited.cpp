#include "images/delimited.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "lexicnn/core/error.hpp"
#include "lexicnn/images/decode.hpp"

#include "images/files.hpp"
#include "images/names.hpp"

namespace lexicnn::images {
namespace {

/// Reads row after row of a text; lines are counted from 1.
class Parser {
 public:
  Parser(const DelimitedTable& table, std::string_view text, char delimiter)
      : table_(table), text_(text), delimiter_(delimiter) {}

  /// The next row, or nothing at the end. Empty lines give no row.
  std::optional<DelimitedRow> next() {
    while (at_ < text_.size() && skip_line_break()) {
    }
    if (at_ == text_.size()) return std::nullopt;
    DelimitedRow row{line_, {}};
    do {
      row.fields.push_back(text_.substr(at_, 1) == "\"" ? quoted_field() : plain_field());
    } while (skip_delimiter());
    if (at_ < text_.size() && !skip_line_break()) {
      table_.fail(line_, "there is text after a closing quote");
    }
    return row;
  }

 private:
  bool skip_delimiter() {
    if (at_ == text_.size() || text_[at_] != delimiter_) return false;
    ++at_;
    return true;
  }

  bool skip_line_break() {
    const std::size_t length = text_.substr(at_, 2) == "\r\n" ? 2 : text_[at_] == '\n' ? 1 : 0;
    at_ += length;
    if (length != 0) ++line_;
    return length != 0;
  }

  std::string plain_field() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != delimiter_ && text_[at_] != '\n' &&
           text_.substr(at_, 2) != "\r\n") {
      ++at_;
    }
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::string quoted_field() {
    const std::uint64_t opened = line_;
    std::string out;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        if (text_.substr(at_, 2) != "\"\"") {
          ++at_;
          return out;
        }
        ++at_;
      }
      if (text_[at_] == '\n') ++line_;
      out += text_[at_];
    }
    table_.fail(opened, "a quote is opened and never closed");
  }

  const DelimitedTable& table_;
  std::string_view text_;
  char delimiter_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1;
};

void check_header(const DelimitedTable& table, std::uint64_t line) {
  std::set<std::string_view> seen;
  for (const std::string& name : table.header) {
    if (name.empty()) table.fail(line, "a column has no name");
    if (!is_utf8(name)) table.fail(line, "a column's name is not UTF-8");
    if (!seen.insert(name).second) {
      table.fail(line, fmt::format("column '{}' is there twice", name));
    }
  }
}

}  // namespace

std::optional<std::size_t> DelimitedTable::column(std::string_view name) const {
  const auto found = std::find(header.begin(), header.end(), name);
  if (found == header.end()) return std::nullopt;
  return static_cast<std::size_t>(found - header.begin());
}

std::size_t DelimitedTable::require_column(std::string_view name) const {
  if (const auto found = column(name)) return *found;
  throw Error(ErrorKind::invalid_file,
              fmt::format("'{}' has no column '{}'; it has: {}", shown(path), name,
                          escape_name(fmt::format("{}", fmt::join(header, ", ")))));
}

void DelimitedTable::fail(std::uint64_t line, std::string_view why) const {
  throw Error(ErrorKind::invalid_file, fmt::format("'{}' line {}: {}", shown(path), line, why));
}

DelimitedTable read_delimited(const std::filesystem::path& path) {
  const std::vector<std::byte> bytes = read_file(path);
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);

  DelimitedTable table;
  table.path = path;
  Parser parser(table, text, has_extension(path, ".csv") ? ',' : '\t');
  auto header = parser.next();
  if (!header) table.fail(1, "the table is empty; it needs a header line");
  table.header = std::move(header->fields);
  check_header(table, header->line);
  while (auto row = parser.next()) {
    if (row->fields.size() != table.header.size()) {
      table.fail(row->line, fmt::format("{} fields where the header has {}", row->fields.size(),
                                        table.header.size()));
    }
    table.rows.push_back(std::move(*row));
  }
  return table;
}

}  // namespace lexicnn::images
