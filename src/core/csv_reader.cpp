#include "lexicnn/core/csv_reader.hpp"

#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <utility>

#include "lexicnn/core/error.hpp"

namespace lexicnn {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Walks the text once, record by record.
class CsvParser {
 public:
  CsvParser(std::string_view text, char separator) : text_(text), separator_(separator) {
    if (text_.substr(0, kByteOrderMark.size()) == kByteOrderMark) at_ = kByteOrderMark.size();
  }

  std::vector<CsvRecord> parse() {
    std::vector<CsvRecord> out;
    bool empty = false;
    while (!done()) {
      if (skip_line_break()) {
        empty = true;
        continue;
      }
      out.push_back(record());
      out.back().after_empty = std::exchange(empty, false);
    }
    return out;
  }

 private:
  [[nodiscard]] bool done() const { return at_ == text_.size(); }
  [[nodiscard]] bool at_line_break() const { return text_[at_] == '\n' || text_[at_] == '\r'; }
  [[nodiscard]] bool at_field_end() const {
    return done() || text_[at_] == separator_ || at_line_break();
  }

  bool skip_line_break() {
    if (!at_line_break()) return false;
    at_ += text_.substr(at_, 2) == "\r\n" ? 2U : 1U;
    ++line_;
    return true;
  }

  CsvRecord record() {
    CsvRecord out{line_, false, {field()}};
    while (!done() && text_[at_] == separator_) {
      ++at_;
      out.fields.push_back(field());
    }
    if (!done()) skip_line_break();
    return out;
  }

  std::string field() {
    if (!done() && text_[at_] == '"') return quoted_field();
    const std::size_t begin = at_;
    while (!at_field_end())
      ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::string quoted_field() {
    const std::uint64_t first_line = line_;
    std::string out;
    for (++at_; !done(); ++at_) {
      if (text_[at_] != '"') {
        // CR LF counts once, at its LF.
        if (at_line_break() && text_.substr(at_, 2) != "\r\n") ++line_;
        out += text_[at_];
      } else if (text_.substr(at_, 2) == "\"\"") {
        out += text_[at_++];
      } else {
        ++at_;
        if (!at_field_end()) fail(line_, "text follows a closing quote");
        return out;
      }
    }
    fail(first_line, "a quote is not closed");
  }

  [[noreturn]] static void fail(std::uint64_t line, std::string_view what) {
    throw Error(ErrorKind::invalid_file, fmt::format("line {}: {}", line, what));
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1;
};

}  // namespace

std::vector<CsvRecord> parse_csv(std::string_view text, char separator) {
  return CsvParser(text, separator).parse();
}

std::vector<CsvRecord> read_csv(const std::filesystem::path& path, char separator) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file.peek() != std::ifstream::traits_type::eof()) text << file.rdbuf();
  if (!file.is_open() || file.bad() || !text || std::filesystem::is_directory(path)) {
    throw Error(ErrorKind::file_missing, fmt::format("cannot read '{}'", path.string()));
  }
  try {
    return parse_csv(text.str(), separator);
  } catch (const Error& error) {
    throw Error(error.kind(), fmt::format("'{}', {}", path.string(), error.what()));
  }
}

}  // namespace lexicnn
