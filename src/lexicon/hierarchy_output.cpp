#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "lexicnn/core/text.hpp"
#include "lexicnn/core/text_table.hpp"
#include "lexicnn/lexicon/hierarchy.hpp"

#include "lexicon/json_text.hpp"

namespace lexicnn {
namespace {

using Json = nlohmann::ordered_json;

std::string number(std::uint64_t value) {
  return std::to_string(value);
}

std::string statements_text(std::string_view heading,
                            const std::vector<FeatureStatement>& statements) {
  if (statements.empty()) return {};
  TextTable table({{}, {"", Align::left}, {"", Align::left}, {}, {}});
  for (const FeatureStatement& each : statements) {
    table.add({signed_text(each.signed_ks, 2), each.name, "above " + short_text(each.location),
               fmt::format("in {:>5} of it and {:>5} of the rest", percent_text(each.inner_share),
                           percent_text(each.outer_share)),
               "AUC " + fixed_text(each.auc, 2)});
  }
  return fmt::format("\n{}\n{}", heading, table.text(0, 2));
}

std::string head_text(const HierarchyDescription& description) {
  std::string out = description.name;
  const bool has_words = !description.lemmas.empty() && description.lemmas != description.name;
  if (has_words) {
    out += fmt::format(" ({}: {})", description.id, description.lemmas);
  } else if (!description.id.empty() && description.id != description.name) {
    out += fmt::format(" ({})", description.id);
  }
  out += fmt::format(": {}, {}\n", counted(description.classes, "class"),
                     counted(description.images, "image"));
  if (!description.parents.empty())
    out += fmt::format("directly below {}\n", fmt::join(description.parents, ", "));
  return out;
}

std::string counts_text(const HierarchyDescription& description) {
  TextTable table({{"features", Align::left}, {"by presence"}, {"by absence"}});
  const auto add = [&table](const char* what, const SideCounts& counts) {
    table.add({what, number(counts.presence), number(counts.absence)});
  };
  add("selected for it", description.selected);
  if (!description.children.empty()) {
    add("selected for every child", description.common);
    add("for it and every child", description.inherited);
  }
  return '\n' + table.text();
}

std::string path_text(const std::vector<Appearance>& path) {
  if (path.size() < 2) return {};
  TextTable table({{"its features appear first at", Align::left},
                   {"classes"},
                   {"by presence"},
                   {"by absence"}});
  for (const Appearance& each : path) {
    table.add(
        {each.name, number(each.classes), number(each.first.presence), number(each.first.absence)});
  }
  return '\n' + table.text();
}

std::string children_text(const std::vector<ChildDescription>& children) {
  if (children.empty()) return {};
  TextTable table({{"child", Align::left},
                   {"classes"},
                   {"selected"},
                   {"pres.", Align::right, "it alone"},
                   {"abs.", Align::right, "it alone"},
                   {"strongest of these", Align::left}});
  for (const ChildDescription& each : children) {
    const std::string strongest =
        each.strongest_only.empty()
            ? std::string()
            : fmt::format("{} {}", signed_text(each.strongest_only.front().signed_ks, 2),
                          each.strongest_only.front().name);
    table.add({each.name, number(each.classes),
               number(each.selected.presence + each.selected.absence), number(each.only.presence),
               number(each.only.absence), strongest});
  }
  return '\n' + table.text();
}

Json counts_object(const SideCounts& counts) {
  return {{"presence", counts.presence}, {"absence", counts.absence}};
}

Json statements_array(const std::vector<FeatureStatement>& statements) {
  Json out = Json::array();
  for (const FeatureStatement& each : statements) {
    out.push_back({{"feature", each.feature},
                   {"name", each.name},
                   {"signed_ks", each.signed_ks},
                   {"auc", each.auc},
                   {"location", each.location},
                   {"inner_share", each.inner_share},
                   {"outer_share", each.outer_share},
                   {"noise_threshold", each.noise_threshold}});
  }
  return out;
}

Json child_object(const ChildDescription& child) {
  return {{"name", child.name},
          {"kind", child.is_synset ? "synset" : "class"},
          {"classes", child.classes},
          {"images", child.images},
          {"selected", counts_object(child.selected)},
          {"only", counts_object(child.only)},
          {"strongest_only", statements_array(child.strongest_only)}};
}

}  // namespace

std::string to_text(const HierarchyDescription& description) {
  return head_text(description) + counts_text(description) +
         statements_text("strongest", description.strongest) +
         statements_text("strongest that every child has too", description.strongest_inherited) +
         path_text(description.path) + children_text(description.children);
}

std::string to_json(const HierarchyDescription& description) {
  Json out{{"name", description.name},
           {"kind", description.is_synset ? "synset" : "class"},
           {"wnid", description.id},
           {"lemmas", description.lemmas},
           {"classes", description.classes},
           {"images", description.images},
           {"parents", description.parents},
           {"selected", counts_object(description.selected)},
           {"common", counts_object(description.common)},
           {"inherited", counts_object(description.inherited)},
           {"strongest", statements_array(description.strongest)},
           {"strongest_inherited", statements_array(description.strongest_inherited)}};
  out["path"] = Json::array();
  for (const Appearance& each : description.path) {
    out["path"].push_back(
        {{"name", each.name}, {"classes", each.classes}, {"first", counts_object(each.first)}});
  }
  out["children"] = Json::array();
  for (const ChildDescription& each : description.children)
    out["children"].push_back(child_object(each));
  return json_text(out);
}

}  // namespace lexicnn
