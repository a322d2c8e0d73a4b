#include "store/content_check.hpp"

#include <cmath>
#include <fmt/format.h>

namespace lexicnn {

const std::vector<std::string>* ContentCheck::text_column(const Table& table,
                                                          const std::string& path,
                                                          const std::string& name,
                                                          std::vector<std::string>& buffer) {
  const Column* found = table.find(name);
  const std::string element = path + "/" + name;
  if (found == nullptr) {
    add(element, "is missing");
    return nullptr;
  }
  if (!std::holds_alternative<std::vector<std::string>>(found->data) &&
      !std::holds_alternative<Categorical>(found->data)) {
    add(element, "is not text");
    return nullptr;
  }
  buffer = column_text(found->data);
  return &buffer;
}

void ContentCheck::shares(const std::vector<double>* values, const std::string& element) {
  if (values == nullptr) return;
  each<double>(*values, element, "0 to 1", [](double v) { return v >= 0 && v <= 1; });
}

void ContentCheck::finite(const std::vector<double>* values, const std::string& element) {
  if (values == nullptr) return;
  each<double>(*values, element, "finite numbers", [](double v) { return std::isfinite(v); });
}

void ContentCheck::common(const Dict& ours) {
  for (const char* name : {"kind", "format_version", "version", "instruction_set"}) {
    entry<std::string>(ours, "/uns/lexicnn", name, kText);
  }
  if (ours.find("command_line") != nullptr) {
    entry<std::string>(ours, "/uns/lexicnn", "command_line", kText);
  }
}

void ContentCheck::add_value(const std::string& element, double value, std::size_t place,
                             const char* range) {
  add(element, fmt::format("holds {} at place {}; allowed: {}", value, place, range));
}

}  // namespace lexicnn
