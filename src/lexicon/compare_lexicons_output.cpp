#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "lexicnn/core/csv.hpp"
#include "lexicnn/core/text.hpp"
#include "lexicnn/core/text_table.hpp"
#include "lexicnn/lexicon/compare_lexicons.hpp"

#include "lexicon/json_text.hpp"

namespace lexicnn {
namespace {

using Json = nlohmann::ordered_json;

std::string head_text(const LexiconComparison& comparison) {
  std::string out = fmt::format("{} in both lexicons", counted(comparison.classes.size(), "class"));
  if (!comparison.only_first.empty())
    out += fmt::format(", {} in the first only", comparison.only_first.size());
  if (!comparison.only_second.empty())
    out += fmt::format(", {} in the second only", comparison.only_second.size());
  out += fmt::format("\n{} of {} and {} features match by {}\n", comparison.matches.size(),
                     comparison.first_features, comparison.second_features,
                     to_string(comparison.match));
  return out;
}

std::string quality_text(const LexiconComparison& comparison) {
  if (comparison.match == MatchBy::name) return {};
  TextTable table(
      {{"correlation of matches", Align::left}, {"matches"}, {"5 %"}, {"median"}, {"95 %"}});
  const auto add = [&table](const char* what, const MatchQuality& quality) {
    table.add({what, std::to_string(quality.matches), fixed_text(quality.q05, 2),
               fixed_text(quality.median, 2), fixed_text(quality.q95, 2)});
  };
  add("as they are", comparison.quality);
  add("classes shuffled", comparison.chance);
  return '\n' + table.text();
}

void add_counts(TextTable& table, const std::string& name, const ChangeCounts& counts) {
  table.add({name, std::to_string(counts.kept), std::to_string(counts.appeared),
             std::to_string(counts.vanished), std::to_string(counts.flipped)});
}

std::string counts_text(const LexiconComparison& comparison) {
  const auto with_heading = [](const char* heading) {
    return TextTable({{heading, Align::left}, {"kept"}, {"appeared"}, {"vanished"}, {"flipped"}});
  };
  TextTable layers = with_heading("layer");
  for (const NamedChanges& each : comparison.layers)
    add_counts(layers, each.name, each.counts);
  layers.add_rule();
  add_counts(layers, "all", comparison.all);
  TextTable classes = with_heading("class");
  for (const NamedChanges& each : comparison.by_class)
    add_counts(classes, each.name, each.counts);
  return '\n' + layers.text(100) + '\n' + classes.text(100);
}

std::string changes_text(const LexiconComparison& comparison, std::uint64_t top) {
  if (comparison.changes.empty()) return "\nno statement has changed\n";
  TextTable table({{}, {}, {"", Align::left}, {"", Align::left}, {"", Align::left}});
  const std::uint64_t shown = top == 0 ? comparison.changes.size() : top;
  for (const StatementChange& each : comparison.changes) {
    if (&each - comparison.changes.data() >= static_cast<std::ptrdiff_t>(shown)) break;
    const std::string feature =
        each.first_feature == each.second_feature
            ? each.first_feature
            : fmt::format("{} → {}", each.first_feature, each.second_feature);
    table.add({signed_text(each.first_signed_ks, 2), signed_text(each.second_signed_ks, 2),
               std::string(to_string(each.change)), each.class_name, feature});
  }
  return "\nchanged most: s in the first, s in the second\n" + table.text(0, 2);
}

Json counts_object(const ChangeCounts& counts) {
  return {{"kept", counts.kept},
          {"appeared", counts.appeared},
          {"vanished", counts.vanished},
          {"flipped", counts.flipped}};
}

Json named_object(const NamedChanges& changes) {
  Json out{{"name", changes.name}};
  out.update(counts_object(changes.counts));
  return out;
}

Json quality_object(const MatchQuality& quality) {
  return {{"matches", quality.matches},
          {"q05", number_or_null(quality.q05)},
          {"median", number_or_null(quality.median)},
          {"q95", number_or_null(quality.q95)}};
}

Json change_object(const StatementChange& change) {
  return {{"class", change.class_name},
          {"first_feature", change.first_feature},
          {"second_feature", change.second_feature},
          {"r", number_or_null(change.r)},
          {"change", to_string(change.change)},
          {"first_signed_ks", change.first_signed_ks},
          {"second_signed_ks", change.second_signed_ks}};
}

}  // namespace

std::string to_text(const LexiconComparison& comparison, std::uint64_t top) {
  return head_text(comparison) + quality_text(comparison) + counts_text(comparison) +
         changes_text(comparison, top);
}

std::string to_csv(const LexiconComparison& comparison) {
  std::string out =
      "class,first_feature,second_feature,r,change,first_signed_ks,second_signed_ks\r\n";
  for (const StatementChange& each : comparison.changes) {
    out += fmt::format("{},{},{},{},{},{},{}\r\n", csv_field(each.class_name),
                       csv_field(each.first_feature), csv_field(each.second_feature),
                       std::isnan(each.r) ? std::string() : fmt::format("{}", each.r),
                       to_string(each.change), each.first_signed_ks, each.second_signed_ks);
  }
  return out;
}

std::string to_json(const LexiconComparison& comparison) {
  Json out{{"match", to_string(comparison.match)},
           {"classes", comparison.classes},
           {"only_first", comparison.only_first},
           {"only_second", comparison.only_second},
           {"first_features", comparison.first_features},
           {"second_features", comparison.second_features}};
  if (comparison.match == MatchBy::profile) {
    out["quality"] = quality_object(comparison.quality);
    out["chance"] = quality_object(comparison.chance);
  }
  out["matches"] = Json::array();
  for (const FeatureMatch& match : comparison.matches)
    out["matches"].push_back(
        {{"first", match.first}, {"second", match.second}, {"r", number_or_null(match.r)}});
  out["all"] = counts_object(comparison.all);
  out["layers"] = Json::array();
  for (const NamedChanges& each : comparison.layers)
    out["layers"].push_back(named_object(each));
  out["by_class"] = Json::array();
  for (const NamedChanges& each : comparison.by_class)
    out["by_class"].push_back(named_object(each));
  out["changes"] = Json::array();
  for (const StatementChange& each : comparison.changes)
    out["changes"].push_back(change_object(each));
  return json_text(out);
}

}  // namespace lexicnn
