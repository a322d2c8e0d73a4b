#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "lexicnn/core/text.hpp"
#include "lexicnn/core/text_table.hpp"
#include "lexicnn/lexicon/query.hpp"

#include "lexicon/json_text.hpp"
#include "lexicon/query_parser.hpp"

namespace lexicnn {
namespace {

using Json = nlohmann::ordered_json;

/// Of so many classes each has a column; of more, the one that speaks loudest is shown.
constexpr std::size_t kMostColumns = 4;

std::string full_text(const QueryName& name) {
  if (!name.quoted) return name.text;
  std::string out = "\"";
  for (const char c : name.text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string full_text(const QueryClasses& classes) {
  std::string out;
  for (const QueryName& name : classes.names)
    out += fmt::format("{}{}", out.empty() ? "" : ", ", full_text(name));
  return classes.all ? fmt::format("all({})", out) : out;
}

std::string full_text(const QueryNode& node);

/// In parentheses where it is of parts itself.
std::string inner_text(const QueryNode& node) {
  const bool parts =
      std::holds_alternative<QueryEither>(node.is) || std::holds_alternative<QueryBoth>(node.is);
  return parts ? fmt::format("({})", full_text(node)) : full_text(node);
}

std::string joined(const std::vector<QueryNode>& parts, std::string_view sign) {
  std::string out;
  for (const QueryNode& part : parts) {
    if (!out.empty()) out += sign;
    out += inner_text(part);
  }
  return out;
}

std::string full_text(const QueryLike& like) {
  std::string out;
  for (const QueryLike::Term& term : like.terms) {
    const bool minus = term.sign < 0;
    out += out.empty() ? (minus ? "-" : "") : (minus ? " - " : " + ");
    out += fmt::format("like({})", full_text(term.classes));
  }
  return out;
}

std::string full_text(const QueryCompare& compare) {
  return fmt::format("{}{} {} {}", to_string(compare.measure),
                     compare.classes ? fmt::format("({})", full_text(*compare.classes)) : "",
                     to_string(compare.comparison), compare.number);
}

std::string full_text(const QueryNode& node) {
  struct Visitor {
    std::string operator()(const QueryEither& either) const { return joined(either.parts, " | "); }
    std::string operator()(const QueryBoth& both) const { return joined(both.parts, " & "); }
    std::string operator()(const QueryNot& no) const {
      return fmt::format("!{}", inner_text(no.part.front()));
    }
    std::string operator()(const QuerySelected& selected) const {
      return fmt::format("{}({})", to_string(selected.side), full_text(selected.classes));
    }
    std::string operator()(const QueryLike& like) const { return full_text(like); }
    std::string operator()(const QueryCompare& compare) const { return full_text(compare); }
    std::string operator()(const QueryLayer& layer) const {
      return fmt::format("layer:{}", full_text(layer.layer));
    }
  };
  return std::visit(Visitor{}, node.is);
}

/// "+0.98", in brackets where it is noise.
std::string evidence_text(const QueryEvidence& evidence) {
  const std::string s = signed_text(evidence.signed_ks, 2);
  return evidence.selected == 0 ? fmt::format("({})", s) : fmt::format(" {} ", s);
}

const QueryEvidence& loudest(const std::vector<QueryEvidence>& classes) {
  return *std::ranges::max_element(classes, {}, [](const QueryEvidence& each) {
    return std::isnan(each.signed_ks) ? -1.0 : std::abs(each.signed_ks);
  });
}

std::string strength_text(double strength) {
  return fixed_text(strength, 2);
}

/// A column of s for each class.
std::string class_columns(const QueryResult& result) {
  std::vector<TextColumn> columns{{"strength"}, {"feature", Align::left}};
  for (const QueryEvidence& each : result.matches.front().classes)
    columns.push_back({"s of " + each.name});
  TextTable table(std::move(columns));
  for (const QueryMatch& match : result.matches) {
    std::vector<std::string> cells{strength_text(match.strength), match.name};
    for (const QueryEvidence& each : match.classes)
      cells.push_back(evidence_text(each));
    table.add(std::move(cells));
  }
  return table.text(0, 2);
}

/// The class that speaks loudest of those named, or of all.
std::string loudest_column(const QueryResult& result) {
  const std::string heading =
      fmt::format("largest |s| of {}", result.classes == 0 ? "any class" : "those named");
  TextTable table({{"strength"}, {"feature", Align::left}, {heading, Align::left}});
  for (const QueryMatch& match : result.matches) {
    std::string cell = "-";
    if (!match.classes.empty()) {
      const QueryEvidence& each = loudest(match.classes);
      cell = fmt::format("{} {}", evidence_text(each), each.name);
    }
    table.add({strength_text(match.strength), match.name, cell});
  }
  return table.text(0, 2);
}

bool any_noise(const QueryResult& result) {
  const auto is_noise = [](const QueryEvidence& each) { return each.selected == 0; };
  const bool columns = result.classes != 0 && result.classes <= kMostColumns;
  return std::ranges::any_of(result.matches, [&](const QueryMatch& match) {
    if (match.classes.empty()) return false;
    return columns ? std::ranges::any_of(match.classes, is_noise)
                   : is_noise(loudest(match.classes));
  });
}

Json to_object(const QueryEvidence& evidence) {
  return {{"class_place", evidence.class_place},
          {"name", evidence.name},
          {"signed_ks", number_or_null(evidence.signed_ks)},
          {"auc", number_or_null(evidence.auc)},
          {"noise_threshold", number_or_null(evidence.noise_threshold)},
          {"selected", evidence.selected}};
}

}  // namespace

std::string read_as(const Query& query) {
  return full_text(query.root());
}

std::string to_text(const QueryResult& result) {
  std::string out = fmt::format("read as: {}\n{} of {}", result.read_as, result.found,
                                counted(result.features, "feature"));
  if (result.matches.size() < result.found)
    out += fmt::format(", the first {}", result.matches.size());
  out += '\n';
  if (result.matches.empty()) return out;
  const bool columns = result.classes != 0 && result.classes <= kMostColumns;
  out += fmt::format("\n{}", columns ? class_columns(result) : loudest_column(result));
  if (any_noise(result)) out += "\n(in brackets: not selected)\n";
  return out;
}

std::string to_json(const QueryResult& result) {
  Json out{{"query", result.query},
           {"read_as", result.read_as},
           {"features", result.features},
           {"found", result.found}};
  out["matches"] = Json::array();
  for (const QueryMatch& match : result.matches) {
    Json each{{"feature", match.feature},
              {"name", match.name},
              {"strength", number_or_null(match.strength)},
              {"classes", Json::array()}};
    for (const QueryEvidence& evidence : match.classes)
      each["classes"].push_back(to_object(evidence));
    out["matches"].push_back(std::move(each));
  }
  return json_text(out);
}

}  // namespace lexicnn
