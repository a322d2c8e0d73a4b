#include <cmath>
#include <fmt/format.h>
#include <functional>

#include <nlohmann/json.hpp>

#include "lexicnn/core/csv.hpp"
#include "lexicnn/embed/evaluate.hpp"

#include "embed/evaluate_summary.hpp"

namespace lexicnn {
namespace {

using Json = nlohmann::ordered_json;

Json to_object(const TrainTestSplit& split) {
  return {{"shots", shots_text(split.shots)},
          {"repeat", split.repeat},
          {"train", split.train},
          {"test", split.test}};
}

Json to_object(const SplitOutcome& outcome) {
  Json out{{"split", outcome.split},
           {"accuracy", outcome.accuracy},
           {"balanced_accuracy", outcome.balanced_accuracy},
           {"cost", outcome.cost},
           {"scale", outcome.scale},
           {"inner_accuracy", outcome.inner_accuracy}};
  if (!outcome.chosen.empty()) out["layer"] = outcome.chosen;
  if (outcome.fell_back) out["nothing_selected"] = true;
  return out;
}

Json to_object(const Evaluation& each) {
  Json confusion = Json::array();
  for (std::uint64_t c = 0; c < each.confusion.rows(); ++c) {
    Json row = Json::array();
    for (std::uint64_t d = 0; d < each.confusion.columns(); ++d)
      row.push_back(each.confusion(c, d));
    confusion.push_back(std::move(row));
  }
  Json out{{"representation", each.representation},
           {"classifier", to_string(each.classifier)},
           {"shots", shots_text(each.shots)},
           {"accuracy", each.accuracy.mean},
           {"accuracy_low", each.accuracy.interval.low},
           {"accuracy_high", each.accuracy.interval.high},
           {"balanced_accuracy", each.balanced_accuracy.mean},
           {"balanced_accuracy_low", each.balanced_accuracy.interval.low},
           {"balanced_accuracy_high", each.balanced_accuracy.interval.high},
           {"outcomes", Json::array()},
           {"confusion", std::move(confusion)}};
  for (const SplitOutcome& outcome : each.outcomes)
    out["outcomes"].push_back(to_object(outcome));
  return out;
}

Json to_object(const AccuracyDifference& each) {
  return {{"first", each.first},
          {"second", each.second},
          {"classifier", to_string(each.classifier)},
          {"shots", shots_text(each.shots)},
          {"difference", each.difference.mean},
          {"difference_low", each.difference.interval.low},
          {"difference_high", each.difference.interval.high},
          {"t", each.test.t},
          {"p", each.test.p},
          {"p_holm", each.p_holm}};
}

Json to_object(const ClusterEvaluation& each) {
  return {{"representation", each.representation},
          {"mutual_information", each.mutual_information},
          {"silhouette", each.silhouette},
          {"class_silhouette", each.class_silhouette},
          {"inertia", each.inertia},
          {"clusters", each.clusters}};
}

/// A table without row names, column by column.
template <typename Row>
class Columns {
 public:
  explicit Columns(const std::vector<Row>& rows) : rows_(rows) {
    for (std::size_t i = 0; i < rows.size(); ++i)
      table_.index.push_back(fmt::format("{}", i));
  }

  template <typename Get>
  Columns& add(const char* name, const Get& get) {
    std::vector<std::decay_t<decltype(get(rows_.front()))>> values;
    for (const Row& row : rows_)
      values.push_back(get(row));
    table_.set(name, std::move(values));
    return *this;
  }

  [[nodiscard]] std::string csv() const { return csv_text(table_); }

 private:
  const std::vector<Row>& rows_;
  Table table_;
};

std::string clusterings_csv(const std::vector<ClusterEvaluation>& rows) {
  using Row = ClusterEvaluation;
  return Columns(rows)
      .add("representation", [](const Row& row) { return row.representation; })
      .add("mutual_information", [](const Row& row) { return row.mutual_information; })
      .add("silhouette", [](const Row& row) { return row.silhouette; })
      .add("class_silhouette", [](const Row& row) { return row.class_silhouette; })
      .add("inertia", [](const Row& row) { return row.inertia; })
      .csv();
}

}  // namespace

std::string to_json(const EvaluateResult& result) {
  Json out{{"classes", result.classes}, {"class_of_image", result.codes}};
  if (!result.clusterings.empty()) {
    for (const ClusterEvaluation& each : result.clusterings)
      out["clusterings"].push_back(to_object(each));
  } else {
    out["splits"] = Json::array();
    for (const TrainTestSplit& split : result.splits)
      out["splits"].push_back(to_object(split));
    out["evaluations"] = Json::array();
    for (const Evaluation& each : result.evaluations)
      out["evaluations"].push_back(to_object(each));
    out["differences"] = Json::array();
    for (const AccuracyDifference& each : result.differences)
      out["differences"].push_back(to_object(each));
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string to_csv(const EvaluateResult& result) {
  if (!result.clusterings.empty()) return clusterings_csv(result.clusterings);
  using Row = Evaluation;
  return Columns(result.evaluations)
      .add("representation", [](const Row& row) { return row.representation; })
      .add("classifier", [](const Row& row) { return std::string(to_string(row.classifier)); })
      .add("shots", [](const Row& row) { return shots_text(row.shots); })
      .add("splits", [](const Row& row) { return static_cast<std::int64_t>(row.outcomes.size()); })
      .add("accuracy", [](const Row& row) { return row.accuracy.mean; })
      .add("accuracy_low", [](const Row& row) { return row.accuracy.interval.low; })
      .add("accuracy_high", [](const Row& row) { return row.accuracy.interval.high; })
      .add("balanced_accuracy", [](const Row& row) { return row.balanced_accuracy.mean; })
      .add("balanced_accuracy_low",
           [](const Row& row) { return row.balanced_accuracy.interval.low; })
      .add("balanced_accuracy_high",
           [](const Row& row) { return row.balanced_accuracy.interval.high; })
      .csv();
}

std::string differences_csv(const EvaluateResult& result) {
  using Row = AccuracyDifference;
  return Columns(result.differences)
      .add("first", [](const Row& row) { return row.first; })
      .add("second", [](const Row& row) { return row.second; })
      .add("classifier", [](const Row& row) { return std::string(to_string(row.classifier)); })
      .add("shots", [](const Row& row) { return shots_text(row.shots); })
      .add("difference", [](const Row& row) { return row.difference.mean; })
      .add("difference_low", [](const Row& row) { return row.difference.interval.low; })
      .add("difference_high", [](const Row& row) { return row.difference.interval.high; })
      .add("t", [](const Row& row) { return row.test.t; })
      .add("p", [](const Row& row) { return row.test.p; })
      .add("p_holm", [](const Row& row) { return row.p_holm; })
      .csv();
}

}  // namespace lexicnn
