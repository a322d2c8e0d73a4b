#include "lexicnn/lexicon/describe.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "lexicnn/core/error.hpp"

#include "lexicon/find_feature.hpp"

namespace lexicnn {
namespace {

enum class Side { presence, absence };

void check(const Scores& scores, const Selection& selection) {
  const auto fits = [&scores](const auto& grid) {
    return grid.rows() == scores.class_count() && grid.columns() == scores.feature_count();
  };
  if (!fits(selection.selected) || !fits(selection.threshold)) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("the selection is of {} × {} pairs, the scores are of {} × {}: select "
                            "again",
                            selection.selected.rows(), selection.selected.columns(),
                            scores.class_count(), scores.feature_count()));
  }
}

/// Whether a pair states something on this side, by the options.
bool states(double signed_ks, std::int8_t selected, Side side, const DescribeOptions& options) {
  if (options.selected_only && selected == 0) return false;
  return side == Side::presence ? signed_ks > 0 : signed_ks < 0;
}

/// The strongest `top` (0 = all) of the places for which `states_it(place)`, by |s|; ties keep the
/// order of the places.
template <typename Strength, typename Predicate>
std::vector<std::uint64_t> strongest(std::uint64_t count, std::uint64_t top, Strength strength,
                                     Predicate states_it) {
  std::vector<std::uint64_t> out;
  for (std::uint64_t place = 0; place < count; ++place) {
    if (states_it(place)) out.push_back(place);
  }
  const std::uint64_t kept = top == 0 ? out.size() : std::min<std::uint64_t>(top, out.size());
  const auto end = out.begin() + static_cast<std::ptrdiff_t>(kept);
  std::partial_sort(out.begin(), end, out.end(), [&](std::uint64_t a, std::uint64_t b) {
    const double left = std::abs(strength(a));
    const double right = std::abs(strength(b));
    return left != right ? left > right : a < b;
  });
  out.resize(kept);
  return out;
}

template <typename Description>
void count_selected(Description& description, std::int8_t selected) {
  if (selected > 0) ++description.selected_presence;
  if (selected < 0) ++description.selected_absence;
}

Evidence evidence(const Scores& scores, const Selection& selection, std::uint64_t c,
                  std::uint64_t f) {
  return {scores.signed_ks(c, f),       scores.auc(c, f),         scores.location(c, f),
          scores.inner_share(c, f),     scores.outer_share(c, f), selection.threshold(c, f),
          selection.selected(c, f) != 0};
}

Statement statement(const Scores& scores, const Selection& selection, std::uint64_t c,
                    std::uint64_t f, Side side) {
  Statement out{evidence(scores, selection, c, f), f, scores.features.index[f], 0, 0, {}};
  for (std::uint64_t other = 0; other < scores.class_count(); ++other) {
    const std::int8_t selected = selection.selected(other, f);
    if (selected > 0) ++out.presence_classes;
    if (selected < 0) ++out.absence_classes;
    const bool same_side = side == Side::presence ? selected > 0 : selected < 0;
    if (same_side && other != c) out.also.push_back(scores.classes.index[other]);
  }
  return out;
}

std::vector<Statement> statements(const Scores& scores, const Selection& selection, std::uint64_t c,
                                  Side side, const DescribeOptions& options) {
  std::vector<Statement> out;
  const auto strength = [&](std::uint64_t f) { return scores.signed_ks(c, f); };
  const auto states_it = [&](std::uint64_t f) {
    return states(scores.signed_ks(c, f), selection.selected(c, f), side, options);
  };
  for (const std::uint64_t f :
       strongest(scores.feature_count(), options.top, strength, states_it)) {
    out.push_back(statement(scores, selection, c, f, side));
  }
  return out;
}

std::vector<ClassStatement> class_statements(const Scores& scores, const Selection& selection,
                                             std::uint64_t f, Side side,
                                             const DescribeOptions& options) {
  const auto& images = scores.classes.get<std::vector<std::int64_t>>("n");
  std::vector<ClassStatement> out;
  const auto strength = [&](std::uint64_t c) { return scores.signed_ks(c, f); };
  const auto states_it = [&](std::uint64_t c) {
    return states(scores.signed_ks(c, f), selection.selected(c, f), side, options);
  };
  for (const std::uint64_t c : strongest(scores.class_count(), options.top, strength, states_it)) {
    out.push_back({evidence(scores, selection, c, f), c, scores.classes.index[c],
                   static_cast<std::uint64_t>(images[c])});
  }
  return out;
}

}  // namespace

ClassDescription describe(const Scores& scores, const Selection& selection,
                          std::string_view class_name, const DescribeOptions& options) {
  check(scores, selection);
  const std::uint64_t c = scores.find_class(class_name);
  ClassDescription out;
  out.name = scores.classes.index[c];
  out.images = static_cast<std::uint64_t>(scores.classes.get<std::vector<std::int64_t>>("n")[c]);
  if (scores.classes.find("reference") != nullptr) {
    out.reference = column_text(scores.classes.find("reference")->data)[c];
  }
  for (std::uint64_t f = 0; f < scores.feature_count(); ++f) {
    count_selected(out, selection.selected(c, f));
  }
  out.presence = statements(scores, selection, c, Side::presence, options);
  out.absence = statements(scores, selection, c, Side::absence, options);
  return out;
}

FeatureDescription describe_feature(const Scores& scores, const Selection& selection,
                                    std::string_view feature_name, const DescribeOptions& options) {
  check(scores, selection);
  const std::uint64_t f = find_feature(scores, feature_name);
  FeatureDescription out;
  out.name = scores.features.index[f];
  out.classes = scores.class_count();
  out.dead = scores.features.get<std::vector<bool>>("dead")[f];
  out.mean = scores.features.get<std::vector<double>>("mean")[f];
  out.std = scores.features.get<std::vector<double>>("std")[f];
  out.zero_share = scores.features.get<std::vector<double>>("zero_share")[f];
  for (std::uint64_t c = 0; c < scores.class_count(); ++c) {
    count_selected(out, selection.selected(c, f));
  }
  out.presence = class_statements(scores, selection, f, Side::presence, options);
  out.absence = class_statements(scores, selection, f, Side::absence, options);
  return out;
}

}  // namespace lexicnn
