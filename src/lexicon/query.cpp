#include "lexicnn/lexicon/query.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <optional>
#include <utility>

#include "lexicnn/core/error.hpp"

#include "lexicon/class_rows.hpp"
#include "lexicon/query_evaluate.hpp"
#include "lexicon/require_selection.hpp"

namespace lexicnn {
namespace {

struct Found {
  double strength = 0;
  std::uint64_t feature = 0;
};

/// The strongest first; without a strength last; ties in the order of the features.
bool is_before(const Found& a, const Found& b) {
  if (std::isnan(a.strength) != std::isnan(b.strength)) return std::isnan(b.strength);
  const bool same = std::isnan(a.strength) || a.strength == b.strength;
  return same ? a.feature < b.feature : a.strength > b.strength;
}

QueryEvidence evidence(const Scores& scores, const Selection& selection, std::uint64_t row,
                       std::uint64_t feature) {
  return {row,
          scores.classes.index[row],
          scores.signed_ks(row, feature),
          scores.auc(row, feature),
          selection.threshold(row, feature),
          selection.selected(row, feature)};
}

/// The class with the largest |s|, the first of equal ones; none where all are NaN.
std::optional<std::uint64_t> loudest(const Scores& scores, const std::vector<std::uint64_t>& rows,
                                     std::uint64_t feature) {
  std::optional<std::uint64_t> out;
  const auto size = [&](std::uint64_t row) { return std::abs(scores.signed_ks(row, feature)); };
  for (const std::uint64_t row : rows) {
    if (!std::isnan(size(row)) && (!out || size(row) > size(*out))) out = row;
  }
  return out;
}

}  // namespace

QueryResult query_features(const Scores& scores, const Selection& selection, const Query& query,
                           std::uint64_t top, const Context& context) {
  require_selection(scores, selection);
  const BoundQuery bound(scores, selection, query);
  std::vector<Found> found;
  for (std::uint64_t feature = 0; feature < scores.feature_count(); ++feature) {
    context.check_stop();
    if (const auto strength = bound.strength(feature)) found.push_back({*strength, feature});
  }
  std::ranges::sort(found, is_before);
  QueryResult out{query.text(), lexicnn::read_as(query), scores.feature_count(),
                  found.size(), bound.rows().size(),     {}};
  if (top != 0 && top < found.size()) found.resize(top);
  const std::vector<std::uint64_t> classes = class_rows(scores);
  for (const auto& [strength, feature] : found) {
    QueryMatch match{feature, scores.features.index[feature], strength, {}};
    for (const std::uint64_t row : bound.rows())
      match.classes.push_back(evidence(scores, selection, row, feature));
    if (bound.rows().empty()) {
      if (const auto row = loudest(scores, classes, feature))
        match.classes.push_back(evidence(scores, selection, *row, feature));
    }
    out.matches.push_back(std::move(match));
  }
  return out;
}

}  // namespace lexicnn
