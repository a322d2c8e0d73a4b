#include "lexicnn/images/image_set.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/feature_name.hpp"
#include "lexicnn/core/suggest.hpp"

#include "images/class_table.hpp"
#include "images/delimited.hpp"
#include "images/files.hpp"
#include "images/folder.hpp"
#include "images/label_rows.hpp"
#include "images/names.hpp"
#include "images/split_list.hpp"

namespace lexicnn {
namespace {

namespace fs = std::filesystem;
using images::escape_name;
using images::shown;

/// The classes asked for; remembers every class and which patterns have matched one.
class ClassFilter {
 public:
  explicit ClassFilter(const std::vector<std::string>& patterns)
      : patterns_(patterns), used_(patterns.size(), false) {}

  bool keep(const std::string& name) {
    seen_.insert(name);
    bool matched = patterns_.empty();
    for (std::size_t i = 0; i < patterns_.size(); ++i) {
      if (!glob_match(patterns_[i], name)) continue;
      used_[i] = true;
      matched = true;
    }
    return matched;
  }

  /// Throws Error(invalid_option) for a pattern without a class.
  void require_all_used() const {
    const auto unused = std::find(used_.begin(), used_.end(), false);
    if (unused == used_.end()) return;
    const auto& pattern = patterns_[static_cast<std::size_t>(unused - used_.begin())];
    throw Error(ErrorKind::invalid_option,
                fmt::format("no class of the image set matches '{}'{}", pattern,
                            suggest(pattern, {seen_.begin(), seen_.end()})));
  }

 private:
  const std::vector<std::string>& patterns_;
  std::vector<bool> used_;
  std::set<std::string> seen_;
};

void require_files(const fs::path& root, const std::vector<images::ClassFolder>& classes) {
  std::vector<std::string> empty;
  for (const auto& one : classes) {
    if (one.files.empty()) empty.push_back(fmt::format("'{}'", escape_name(one.name)));
  }
  if (empty.empty()) return;
  throw Error(ErrorKind::no_images,
              fmt::format("no file in {} of {} class folders of '{}': {}; remove them, or name the "
                          "classes to read",
                          empty.size(), classes.size(), shown(root), fmt::join(empty, ", ")));
}

ImageSet from_folder(const fs::path& root, const ImageSetOptions& options, const Context& context) {
  ClassFilter filter(options.classes);
  const auto keep = [&filter](const std::string& name) { return filter.keep(escape_name(name)); };
  const auto classes = images::list_class_folders(root, keep, context);
  if (classes.empty() && options.classes.empty()) {
    throw Error(ErrorKind::no_images,
                fmt::format("'{}' has no class folders; each class needs a folder with its images",
                            shown(root)));
  }
  filter.require_all_used();
  require_files(root, classes);

  ImageSet set;
  set.root = root;
  set.label_columns = {"class"};
  for (const auto& one : classes) {
    const auto labels =
        std::make_shared<const std::vector<std::string>>(std::vector{escape_name(one.name)});
    for (const std::string& file : one.files)
      set.files.push_back({escape_name(file), (root / file).native(), labels});
  }
  images::apply_class_table(images::read_class_table(root), set, context);
  return set;
}

/// The name of a path in a manifest: relative to the root where it lies inside it, without `./`.
std::string name_of(const fs::path& path, const fs::path& root) {
  fs::path normal = path.lexically_normal();
  if (normal.is_absolute()) {
    std::error_code ignored;
    const fs::path base = fs::absolute(root, ignored).lexically_normal();
    const fs::path inside = normal.lexically_relative(base);
    if (!inside.empty() && *inside.begin() != "..") normal = inside;
  }
  return escape_name(normal.native());
}

/// Throws Error(invalid_file) where a row has no path that could be one, or no class.
void check_row(const images::DelimitedTable& table, const images::DelimitedRow& row,
               std::size_t path_column, std::size_t class_column) {
  const std::string& path = row.fields[path_column];
  if (path.empty()) table.fail(row.line, "the path is empty");
  if (path.find('\0') != std::string::npos) table.fail(row.line, "the path holds a zero byte");
  if (row.fields[class_column].empty()) table.fail(row.line, "the class is empty");
}

/// The names of all rows' images. Throws Error(invalid_file) for a row that cannot be one, and
/// where an earlier line lists the same image.
std::vector<std::string> names_of(const images::DelimitedTable& table, const fs::path& root,
                                  std::size_t path_column, std::size_t class_column) {
  std::vector<std::string> names;
  names.reserve(table.rows.size());
  std::unordered_map<std::string_view, std::uint64_t> line_of;
  for (const images::DelimitedRow& row : table.rows) {
    check_row(table, row, path_column, class_column);
    names.push_back(name_of(row.fields[path_column], root));
    const auto [first, is_new] = line_of.emplace(names.back(), row.line);
    if (is_new) continue;
    table.fail(row.line, fmt::format("'{}' is in line {} already; an image has one line",
                                     names.back(), first->second));
  }
  return names;
}

/// The columns of a manifest's labels, `class` first.
std::vector<std::size_t> label_places(const images::DelimitedTable& table,
                                      std::size_t path_column) {
  std::vector<std::size_t> places{table.require_column("class")};
  for (std::size_t i = 0; i < table.header.size(); ++i) {
    if (i == path_column || i == places.front()) continue;
    images::check_label_column(table.header[i], table.path);
    places.push_back(i);
  }
  return places;
}

ImageSet from_manifest(const images::DelimitedTable& table, const ImageSetOptions& options,
                       const Context& context) {
  const fs::path& manifest = table.path;
  const std::size_t path_column = table.require_column("path");
  const std::vector<std::size_t> labels = label_places(table, path_column);

  ImageSet set;
  set.root = manifest.has_parent_path() ? manifest.parent_path() : fs::path(".");
  for (const std::size_t place : labels)
    set.label_columns.push_back(table.header[place]);
  ClassFilter filter(options.classes);
  images::LabelRows rows;
  std::vector<std::string> names = names_of(table, set.root, path_column, labels.front());
  set.files.reserve(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::vector<std::string>& fields = table.rows[i].fields;
    ImageFile file;
    std::vector<std::string> values;
    values.reserve(labels.size());
    for (const std::size_t place : labels)
      values.push_back(escape_name(fields[place]));
    if (!filter.keep(values.front())) continue;
    file.labels = rows.share(std::move(values));
    file.name = std::move(names[i]);
    file.path = (set.root / fields[path_column]).native();
    set.files.push_back(std::move(file));
  }
  if (table.rows.empty()) {
    throw Error(ErrorKind::no_images, fmt::format("'{}' lists no images", shown(manifest)));
  }
  filter.require_all_used();
  images::apply_class_table(images::read_class_table(set.root), set, context);
  return set;
}

}  // namespace

ImageSet open_image_set(const fs::path& source, const ImageSetOptions& options,
                        const Context& context) {
  std::error_code error;
  const fs::file_status status = fs::status(source, error);
  if (!fs::exists(status)) {
    const std::string why = error ? error.message() : "it does not exist";
    throw Error(ErrorKind::file_missing,
                fmt::format("cannot read the image set '{}': {}", shown(source), why));
  }
  if (fs::is_directory(status)) return from_folder(source, options, context);
  if (images::has_extension(source, ".csv") || images::has_extension(source, ".tsv")) {
    return from_manifest(images::read_delimited(source), options, context);
  }
  if (images::has_extension(source, ".txt")) {
    return from_manifest(images::read_split_list(source), options, context);
  }
  throw Error(
      ErrorKind::invalid_file,
      fmt::format(
          "'{}' is neither a folder of class folders nor a list of images (.csv, .tsv or .txt)",
          shown(source)));
}

}  // namespace lexicnn
