#include "lexicnn/core/run_key.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lexicnn {
namespace {

std::string text_of(const Value& value) {
  return std::visit(
      [](const auto& one) -> std::string {
        using T = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<T, std::vector<std::string>>) {
          return fmt::format("{}", fmt::join(one, ", "));
        } else if constexpr (std::is_same_v<T, Array>) {
          return std::visit(
              []<typename Element>(const std::vector<Element>& values) -> std::string {
                if constexpr (std::is_same_v<Element, Half>) {
                  return fmt::format("{} halves", values.size());
                } else {
                  return fmt::format("{}", fmt::join(values, ", "));
                }
              },
              one.data);
        } else if constexpr (std::is_same_v<T, Dict> || std::is_same_v<T, Table>) {
          return {};
        } else {
          return fmt::format("{}", one);
        }
      },
      value);
}

void add_facts(const Dict& dict, const std::string& prefix,
               const std::vector<std::string_view>& left_out, RunKey& out) {
  for (const auto& [key, value] : dict.entries()) {
    const std::string name = prefix + key;
    if (std::find(left_out.begin(), left_out.end(), name) != left_out.end()) continue;
    if (const Dict* nested = std::get_if<Dict>(&value)) {
      add_facts(*nested, name + ".", left_out, out);
    } else if (!std::holds_alternative<Table>(value)) {
      out.emplace_back(name, text_of(value));
    }
  }
}

const std::string* find(const RunKey& key, const std::string& name) {
  const auto found = std::find_if(key.begin(), key.end(),
                                  [&name](const auto& fact) { return fact.first == name; });
  return found == key.end() ? nullptr : &found->second;
}

}  // namespace

RunKey facts_of(const Dict& dict, const std::vector<std::string_view>& left_out) {
  RunKey out;
  add_facts(dict, "", left_out, out);
  return out;
}

std::string describe_changes(const RunKey& before, const RunKey& now) {
  std::vector<std::string> changes;
  for (const auto& [name, value] : now) {
    const std::string* old = find(before, name);
    if (old == nullptr) {
      changes.push_back(fmt::format("{} was not known, is '{}'", name, value));
    } else if (*old != value) {
      changes.push_back(fmt::format("{} was '{}', is '{}'", name, *old, value));
    }
  }
  for (const auto& [name, value] : before) {
    if (find(now, name) == nullptr) {
      changes.push_back(fmt::format("{} was '{}', is not known now", name, value));
    }
  }
  return fmt::format("{}", fmt::join(changes, "; "));
}

}  // namespace lexicnn
