#include "lexicnn/score/labels.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <set>
#include <utility>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/suggest.hpp"

namespace lexicnn {
namespace {

/// Classes in ascending order of `values`, none without an image.
template <typename T>
ClassLabels sorted_labels(const std::vector<T>& values) {
  std::map<T, std::int32_t> code_of;
  for (const T& value : values)
    code_of.try_emplace(value, 0);
  ClassLabels out;
  for (auto& [value, code] : code_of) {
    code = static_cast<std::int32_t>(out.names.size());
    out.names.push_back(fmt::format("{}", value));
  }
  for (const T& value : values)
    out.codes.push_back(code_of.at(value));
  return out;
}

/// Categories keep their order; those without an image are left out.
ClassLabels category_labels(const Categorical& values) {
  std::vector<std::int32_t> code_of(values.categories.size(), -1);
  for (const std::int32_t code : values.codes) {
    if (code >= 0) code_of.at(static_cast<std::size_t>(code)) = 0;
  }
  ClassLabels out;
  for (std::size_t i = 0; i < code_of.size(); ++i) {
    if (code_of[i] < 0) continue;
    code_of[i] = static_cast<std::int32_t>(out.names.size());
    out.names.push_back(values.categories[i]);
  }
  for (const std::int32_t code : values.codes) {
    out.codes.push_back(code < 0 ? -1 : code_of[static_cast<std::size_t>(code)]);
  }
  return out;
}

/// Numbers that are not whole do not name classes.
bool can_label(const Column& column) {
  return !std::holds_alternative<std::vector<double>>(column.data);
}

/// What helps after an unusable `column`: near names, and all columns that will do.
std::string hint(std::string_view column, const Table& obs) {
  std::vector<std::string> names;
  for (const Column& each : obs.columns) {
    if (can_label(each)) names.push_back(each.name);
  }
  if (names.empty()) return " (no column of obs can name classes)";
  return fmt::format("{} (columns that can: {})", suggest(column, names), fmt::join(names, ", "));
}

ClassLabels truth_labels(const std::vector<bool>& values) {
  Categorical out{{}, {"false", "true"}, false};
  out.codes.assign(values.begin(), values.end());
  return category_labels(out);
}

/// An empty name would be a class that nobody can see or ask for.
ClassLabels with_names(ClassLabels labels, std::string_view column) {
  const auto empty = std::find(labels.names.begin(), labels.names.end(), "");
  if (empty == labels.names.end()) return labels;
  const auto code = static_cast<std::int32_t>(empty - labels.names.begin());
  const auto image = std::find(labels.codes.begin(), labels.codes.end(), code);
  throw Error(ErrorKind::invalid_input,
              fmt::format("the label of image {} in column '{}' is empty: name its class, or make "
                          "it a missing value of a categorical column",
                          image - labels.codes.begin(), column));
}

/// Numbers with a point are no labels, not even whole ones: which they are is said.
[[noreturn]] void refuse_numbers(const std::vector<double>& values, std::string_view column,
                                 const Table& obs) {
  std::string what = "holds whole numbers as fractions";
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] == std::trunc(values[i])) continue;
    what = std::isfinite(values[i])
               ? fmt::format("holds the fraction {} for image {}", values[i], i)
               : fmt::format("holds no number for image {}", i);
    break;
  }
  throw Error(ErrorKind::invalid_input,
              fmt::format("column '{}' {}; classes need text, categories or whole numbers (in "
                          "Python: obs['{}'].astype('category')){}",
                          column, what, column, hint(column, obs)));
}

std::vector<std::size_t> member_places(const ClassLabels& labels, const ClassGroup& group) {
  std::vector<std::size_t> out;
  for (const std::string& member : group.members) {
    const auto found = std::find(labels.names.begin(), labels.names.end(), member);
    if (found == labels.names.end()) {
      throw Error(ErrorKind::invalid_input,
                  fmt::format("the group '{}' has a member '{}' that is no class{}", group.name,
                              member, suggest(member, labels.names)));
    }
    out.push_back(static_cast<std::size_t>(found - labels.names.begin()));
  }
  return out;
}

}  // namespace

ClassLabels labels_from(const Table& obs, std::string_view column) {
  const Column* found = obs.find(column);
  if (found == nullptr) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("there is no label column '{}'{}", column, hint(column, obs)));
  }
  if (const auto* text = std::get_if<std::vector<std::string>>(&found->data)) {
    return with_names(sorted_labels(*text), column);
  }
  if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&found->data)) {
    return sorted_labels(*numbers);
  }
  if (const auto* truths = std::get_if<std::vector<bool>>(&found->data)) {
    return truth_labels(*truths);
  }
  if (const auto* categories = std::get_if<Categorical>(&found->data)) {
    return with_names(category_labels(*categories), column);
  }
  const auto& numbers = std::get<std::vector<double>>(found->data);
  if (numbers.empty()) throw Error(ErrorKind::invalid_input, "the matrix has no images");
  refuse_numbers(numbers, column, obs);
}

std::vector<ClassLabels> group_labels(const ClassLabels& labels,
                                      const std::vector<ClassGroup>& groups) {
  std::vector<ClassLabels> out;
  std::vector<std::vector<std::int32_t>> group_of;  // of each set of labels: group of each class
  std::set<std::string> names(labels.names.begin(), labels.names.end());
  for (const ClassGroup& group : groups) {
    if (!names.insert(group.name).second) {
      throw Error(
          ErrorKind::invalid_input,
          fmt::format("the group '{}' has the name of a class or of another group", group.name));
    }
    const std::vector<std::size_t> members = member_places(labels, group);
    const auto is_free = [&members](const std::vector<std::int32_t>& taken) {
      return std::all_of(members.begin(), members.end(),
                         [&taken](std::size_t member) { return taken[member] < 0; });
    };
    auto place = std::find_if(group_of.begin(), group_of.end(), is_free) - group_of.begin();
    const auto set = static_cast<std::size_t>(place);
    if (set == group_of.size()) {
      group_of.emplace_back(labels.names.size(), -1);
      out.emplace_back();
    }
    for (const std::size_t member : members)
      group_of[set][member] = static_cast<std::int32_t>(out[set].names.size());
    out[set].names.push_back(group.name);
  }
  for (std::size_t set = 0; set < out.size(); ++set) {
    for (const std::int32_t code : labels.codes) {
      out[set].codes.push_back(code < 0 ? -1 : group_of[set][static_cast<std::size_t>(code)]);
    }
  }
  return out;
}

std::vector<std::uint64_t> class_sizes(const ClassLabels& labels) {
  std::vector<std::uint64_t> sizes(labels.names.size(), 0);
  for (const std::int32_t code : labels.codes) {
    if (code >= 0) ++sizes.at(static_cast<std::size_t>(code));
  }
  return sizes;
}

}  // namespace lexicnn
