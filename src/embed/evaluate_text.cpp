#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "lexicnn/core/text.hpp"
#include "lexicnn/core/text_table.hpp"
#include "lexicnn/embed/evaluate.hpp"

#include "embed/evaluate_summary.hpp"

namespace lexicnn {
namespace {

std::string p_text(double p) {
  if (std::isnan(p)) return "-";
  return p < 0.0001 ? "<.0001" : fixed_text(p, 4).substr(p < 1 ? 1 : 0);
}

const Evaluation* best_of(const EvaluateResult& result, ClassifierKind kind, std::uint64_t shots) {
  const Evaluation* best = nullptr;
  for (const Evaluation& each : result.evaluations) {
    if (each.classifier != kind || each.shots != shots) continue;
    if (best == nullptr || each.accuracy.mean > best->accuracy.mean) best = &each;
  }
  return best;
}

/// Of the difference to the best: of two representations only one order is kept.
std::string against_best(const EvaluateResult& result, const Evaluation& one,
                         const Evaluation& best) {
  if (&one == &best) return "best";
  const auto found = std::find_if(
      result.differences.begin(), result.differences.end(), [&](const AccuracyDifference& each) {
        return each.classifier == one.classifier && each.shots == one.shots &&
               ((each.first == one.representation && each.second == best.representation) ||
                (each.second == one.representation && each.first == best.representation));
      });
  return p_text(found->test.p);
}

std::string accuracy_text(const EvaluateResult& result, ClassifierKind kind) {
  const std::vector<std::uint64_t> shots = shots_of(result);
  std::vector<TextColumn> columns{{fmt::format("{}, accuracy in %", to_string(kind)), Align::left}};
  for (const std::uint64_t each : shots) {
    const std::string group =
        each == 0 ? "all" : fmt::format("{} shot{}", each, each == 1 ? "" : "s");
    columns.push_back({"mean", Align::right, group});
    columns.push_back({"±", Align::right, group});
    columns.push_back({"p", Align::right, group});
  }
  TextTable table(std::move(columns));
  for (const std::string& name : result.representations) {
    std::vector<std::string> cells{name};
    for (const std::uint64_t each : shots) {
      const Evaluation& one = *find_evaluation(result, name, kind, each);
      const MeanInterval& accuracy = one.accuracy;
      cells.push_back(fixed_text(100 * accuracy.mean, 1));
      cells.push_back(fixed_text(100 * (accuracy.interval.high - accuracy.mean), 1));
      cells.push_back(against_best(result, one, *best_of(result, kind, each)));
    }
    table.add(std::move(cells));
  }
  return table.text();
}

std::string clusters_text(const EvaluateResult& result) {
  const std::string group = "silhouette of";
  TextTable table({{"k-means", Align::left},
                   {"NMI"},
                   {"clusters", Align::right, group},
                   {"classes", Align::right, group}});
  for (const ClusterEvaluation& each : result.clusterings) {
    table.add({each.representation, fixed_text(each.mutual_information, 3),
               fixed_text(each.silhouette, 3), fixed_text(each.class_silhouette, 3)});
  }
  return table.text();
}

}  // namespace

std::string to_text(const EvaluateResult& result) {
  if (!result.clusterings.empty()) return clusters_text(result);
  std::string out;
  for (const ClassifierKind kind : kinds_of(result)) {
    if (!out.empty()) out += '\n';
    out += accuracy_text(result, kind);
  }
  return out;
}

}  // namespace lexicnn
