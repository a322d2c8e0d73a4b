#include "images/split_list.hpp"

#include <string>
#include <string_view>
#include <utility>

#include "lexicnn/images/decode.hpp"

namespace lexicnn::images {
namespace {

constexpr std::string_view kBlanks = " \t";

std::string_view trimmed(std::string_view line) {
  const std::size_t first = line.find_first_not_of(kBlanks);
  const std::size_t last = line.find_last_not_of(" \t\r");
  return first == std::string_view::npos || last == std::string_view::npos || last < first
             ? std::string_view()
             : line.substr(first, last - first + 1);
}

/// Path and label; the label is empty where the line has none.
std::pair<std::string_view, std::string_view> split(std::string_view line) {
  const std::size_t blank = line.find_last_of(kBlanks);
  if (blank == std::string_view::npos) return {line, {}};
  const std::string_view last = line.substr(blank + 1);
  if (last.find_first_of("/.") != std::string_view::npos) return {line, {}};
  return {trimmed(line.substr(0, blank)), last};
}

/// The folder that a path begins with, without `./`; empty where there is none.
std::string first_folder(std::string_view path) {
  while (path.starts_with("./"))
    path.remove_prefix(2);
  const std::size_t slash = path.find('/');
  return slash == std::string_view::npos ? std::string() : std::string(path.substr(0, slash));
}

DelimitedRow row_of(const DelimitedTable& table, std::uint64_t number, std::string_view line,
                    const std::string& split_name) {
  const auto [path, label] = split(line);
  const std::string class_name = label.empty() ? first_folder(path) : std::string(label);
  if (class_name.empty()) {
    table.fail(number,
               "there is neither a label behind the path nor a folder that names the class");
  }
  return {number, {std::string(path), class_name, split_name}};
}

}  // namespace

DelimitedTable read_split_list(const std::filesystem::path& path) {
  const std::vector<std::byte> bytes = read_file(path);
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  DelimitedTable table;
  table.path = path;
  table.header = {"path", "class", "split"};
  const std::string split_name = path.stem().string();
  bool with_labels = false;
  for (std::uint64_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    const bool has_label = !split(line).second.empty();
    if (table.rows.empty()) with_labels = has_label;
    if (has_label != with_labels) {
      table.fail(number, with_labels
                             ? "there is no label behind the path, as in the lines before"
                             : "there is a label behind the path, unlike in the lines before");
    }
    table.rows.push_back(row_of(table, number, line, split_name));
  }
  return table;
}

}  // namespace lexicnn::images
