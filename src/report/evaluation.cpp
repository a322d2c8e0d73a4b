#include "report/evaluation.hpp"

#include <array>
#include <fmt/format.h>
#include <string_view>

#include "lexicnn/core/error.hpp"

namespace lexicnn::reporting {
namespace {

using Json = nlohmann::ordered_json;

/// What a table of `evaluate` must have in each row for the page to show it.
constexpr std::array<std::string_view, 3> kEvaluationTexts{"representation", "classifier", "shots"};
constexpr std::array<std::string_view, 2> kEvaluationNumbers{"accuracy", "balanced_accuracy"};
constexpr std::array<std::string_view, 3> kDifferenceTexts{"first", "second", "classifier"};
constexpr std::array<std::string_view, 2> kDifferenceNumbers{"difference", "p_holm"};
constexpr std::array<std::string_view, 1> kClusteringTexts{"representation"};
constexpr std::array<std::string_view, 2> kClusteringNumbers{"mutual_information", "silhouette"};

constexpr int kDeepest = 32;  // `evaluate` nests a few levels

bool has_table(const Json& json, std::string_view name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_array();
}

/// Whether every row has these texts, and these numbers (or null).
template <std::size_t Texts, std::size_t Numbers>
bool rows_have(const Json& table, const std::array<std::string_view, Texts>& texts,
               const std::array<std::string_view, Numbers>& numbers) {
  for (const Json& row : table) {
    if (!row.is_object()) return false;
    for (const std::string_view name : texts) {
      const auto found = row.find(name);
      if (found == row.end() || !found->is_string()) return false;
    }
    for (const std::string_view name : numbers) {
      const auto found = row.find(name);
      if (found == row.end() || !(found->is_number() || found->is_null())) return false;
    }
  }
  return true;
}

bool is_evaluation(const Json& json) {
  if (!json.is_object() || !has_table(json, "classes")) return false;
  if (has_table(json, "clusterings")) {
    return !json.contains("evaluations") && !json.contains("differences") &&
           rows_have(json.at("clusterings"), kClusteringTexts, kClusteringNumbers);
  }
  return has_table(json, "evaluations") && has_table(json, "differences") &&
         rows_have(json.at("evaluations"), kEvaluationTexts, kEvaluationNumbers) &&
         rows_have(json.at("differences"), kDifferenceTexts, kDifferenceNumbers);
}

/// The document; discarded where it is none, or nested deeper than any of `evaluate`: what writes
/// it again goes down as deep.
Json parsed(const std::string& text) {
  bool too_deep = false;
  Json out = Json::parse(
      text,
      [&too_deep](int depth, Json::parse_event_t, const Json&) {
        too_deep = too_deep || depth > kDeepest;
        return depth <= kDeepest;
      },
      false);
  return too_deep ? Json(Json::value_t::discarded) : out;
}

}  // namespace

Json evaluation_json(const std::vector<ReportEvaluation>& evaluations) {
  if (evaluations.empty()) return nullptr;
  Json files = Json::array();
  for (const ReportEvaluation& evaluation : evaluations) {
    Json content = parsed(evaluation.json);
    if (content.is_discarded() || !is_evaluation(content)) {
      throw Error(ErrorKind::invalid_file,
                  fmt::format("'{}' is not what 'lexicnn evaluate --json' prints: give its output",
                              evaluation.name));
    }
    files.push_back({{"name", evaluation.name}, {"content", std::move(content)}});
  }
  return {{"files", std::move(files)}};
}

}  // namespace lexicnn::reporting
