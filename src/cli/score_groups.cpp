#include "cli/score_groups.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "lexicnn/core/csv_reader.hpp"
#include "lexicnn/core/error.hpp"

namespace lexicnn::cli {

std::vector<ClassGroup> read_groups(const std::filesystem::path& path) {
  const std::vector<CsvRecord> records = read_csv(path);
  if (records.empty() || records[0].fields != std::vector<std::string>{"class", "group"}) {
    throw Error(ErrorKind::invalid_file,
                fmt::format("'{}' must begin with the line 'class,group'", path.string()));
  }
  std::vector<ClassGroup> out;
  for (std::size_t i = 1; i < records.size(); ++i) {
    const std::vector<std::string>& fields = records[i].fields;
    if (fields.size() != 2 || fields[0].empty() || fields[1].empty()) {
      throw Error(ErrorKind::invalid_file,
                  fmt::format("'{}', line {}: a class and a group are needed", path.string(),
                              records[i].line));
    }
    auto group = std::find_if(out.begin(), out.end(),
                              [&](const ClassGroup& each) { return each.name == fields[1]; });
    if (group == out.end()) group = out.insert(out.end(), ClassGroup{fields[1], {}});
    if (std::count(group->members.begin(), group->members.end(), fields[0]) != 0) {
      throw Error(ErrorKind::invalid_file,
                  fmt::format("'{}', line {}: '{}' is in '{}' already", path.string(),
                              records[i].line, fields[0], fields[1]));
    }
    group->members.push_back(fields[0]);
  }
  if (out.empty()) {
    throw Error(ErrorKind::invalid_file, fmt::format("'{}' holds no group", path.string()));
  }
  return out;
}

Dict groups_dict(const std::vector<ClassGroup>& groups) {
  std::vector<std::string> classes;
  std::vector<std::string> names;
  for (const ClassGroup& group : groups) {
    classes.insert(classes.end(), group.members.begin(), group.members.end());
    names.insert(names.end(), group.members.size(), group.name);
  }
  Dict out;
  out.set("class", std::move(classes));
  out.set("group", std::move(names));
  return out;
}

}  // namespace lexicnn::cli
