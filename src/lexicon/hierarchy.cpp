#include "lexicnn/lexicon/hierarchy.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lexicnn/core/error.hpp"

#include "lexicon/evidence.hpp"

namespace lexicnn {
namespace {

using Rows = std::vector<std::uint64_t>;

void check(const Scores& scores, const Selection& selection, const RowHierarchy& hierarchy,
           std::uint64_t row) {
  const bool fits = selection.selected.rows() == scores.class_count() &&
                    selection.selected.columns() == scores.feature_count() &&
                    hierarchy.children.size() == scores.class_count() && row < scores.class_count();
  if (!fits) {
    throw Error(ErrorKind::invalid_input,
                "the selection or the hierarchy is not of these scores: select again");
  }
}

void count(SideCounts& counts, std::int8_t side) {
  if (side > 0) ++counts.presence;
  if (side < 0) ++counts.absence;
}

/// Collects places of features; gives the strongest as statements about `row`.
class Strongest {
 public:
  Strongest(const Scores& scores, const Selection& selection, std::uint64_t row)
      : scores_(scores), selection_(selection), row_(row) {}

  void add(std::uint64_t feature) { features_.push_back(feature); }

  [[nodiscard]] std::vector<FeatureStatement> statements(std::uint64_t top) {
    std::ranges::stable_sort(features_, [this](std::uint64_t a, std::uint64_t b) {
      return std::abs(scores_.signed_ks(row_, a)) > std::abs(scores_.signed_ks(row_, b));
    });
    if (top != 0 && features_.size() > top) features_.resize(top);
    std::vector<FeatureStatement> out;
    for (const std::uint64_t f : features_) {
      out.push_back({evidence_of(scores_, selection_, row_, f), f, scores_.features.index[f]});
    }
    return out;
  }

 private:
  const Scores& scores_;
  const Selection& selection_;
  std::uint64_t row_;
  Rows features_;
};

/// The side on which all these rows select the feature; 0 where they do not agree.
std::int8_t common_side(const Selection& selection, const Rows& rows, std::uint64_t feature) {
  if (rows.empty()) return 0;
  const std::int8_t side = selection.selected(rows.front(), feature);
  const bool agreed = std::ranges::all_of(
      rows, [&](std::uint64_t row) { return selection.selected(row, feature) == side; });
  return agreed ? side : std::int8_t{0};
}

ChildDescription describe_child(const Scores& scores, const Selection& selection,
                                const RowHierarchy& hierarchy, std::uint64_t parent,
                                std::uint64_t row, std::uint64_t top) {
  ChildDescription out;
  out.name = scores.classes.index[row];
  out.is_synset = hierarchy.is_synset[row];
  out.classes = hierarchy.class_counts[row];
  out.images = static_cast<std::uint64_t>(scores.classes.get<std::vector<std::int64_t>>("n")[row]);
  Rows others = hierarchy.children[parent];
  std::erase(others, row);
  others.push_back(parent);
  Strongest only(scores, selection, row);
  for (std::uint64_t f = 0; f < scores.feature_count(); ++f) {
    const std::int8_t side = selection.selected(row, f);
    count(out.selected, side);
    const bool shared = std::ranges::any_of(
        others, [&](std::uint64_t other) { return selection.selected(other, f) == side; });
    if (side == 0 || shared) continue;
    count(out.only, side);
    only.add(f);
  }
  out.strongest_only = only.statements(top);
  return out;
}

/// For each row of `way` (the most general first, the row described last), the places in it of the
/// rows directly below.
std::vector<Rows> places_below(const RowHierarchy& hierarchy, const Rows& way) {
  std::vector<Rows> out(way.size());
  for (std::uint64_t lower = 0; lower < way.size(); ++lower) {
    for (std::uint64_t upper = 0; upper < lower; ++upper) {
      if (std::ranges::binary_search(hierarchy.parents[way[lower]], way[upper]))
        out[upper].push_back(lower);
    }
  }
  return out;
}

/// The first place of `way` that selects the feature on that side with all between it and the last.
std::uint64_t first_place(const Selection& selection, const Rows& way,
                          const std::vector<Rows>& below, std::uint64_t feature, std::int8_t side) {
  std::vector<bool> unbroken(way.size());
  std::uint64_t first = way.size() - 1;
  for (std::uint64_t place = way.size(); place-- > 0;) {
    unbroken[place] = selection.selected(way[place], feature) == side &&
                      std::ranges::all_of(below[place], [&unbroken](std::uint64_t lower) {
                        return unbroken[lower];
                      });
    if (unbroken[place]) first = place;
  }
  return first;
}

std::vector<Appearance> path_to(const Scores& scores, const Selection& selection,
                                const RowHierarchy& hierarchy, std::uint64_t row) {
  Rows way = hierarchy.above[row];
  way.push_back(row);
  const std::vector<Rows> below = places_below(hierarchy, way);
  std::vector<Appearance> out;
  for (const std::uint64_t each : way)
    out.push_back({scores.classes.index[each], hierarchy.class_counts[each], {}});
  for (std::uint64_t f = 0; f < scores.feature_count(); ++f) {
    const std::int8_t side = selection.selected(row, f);
    if (side == 0) continue;
    count(out[first_place(selection, way, below, f, side)].first, side);
  }
  return out;
}

}  // namespace

HierarchyDescription describe_hierarchy(const Scores& scores, const Selection& selection,
                                        const Taxonomy& taxonomy, const RowHierarchy& hierarchy,
                                        std::uint64_t row, const DescribeOptions& options) {
  check(scores, selection, hierarchy, row);
  HierarchyDescription out;
  out.name = scores.classes.index[row];
  if (const auto synset = hierarchy.synsets[row]) {
    out.id = taxonomy.synset(*synset).id;
    out.lemmas = fmt::format("{}", fmt::join(taxonomy.synset(*synset).lemmas, ","));
  }
  out.is_synset = hierarchy.is_synset[row];
  out.classes = hierarchy.class_counts[row];
  out.images = static_cast<std::uint64_t>(scores.classes.get<std::vector<std::int64_t>>("n")[row]);
  for (const std::uint64_t parent : hierarchy.parents[row])
    out.parents.push_back(scores.classes.index[parent]);
  Strongest strongest(scores, selection, row);
  Strongest inherited(scores, selection, row);
  for (std::uint64_t f = 0; f < scores.feature_count(); ++f) {
    const std::int8_t side = selection.selected(row, f);
    const std::int8_t common = common_side(selection, hierarchy.children[row], f);
    count(out.selected, side);
    count(out.common, common);
    if (side == 0) continue;
    strongest.add(f);
    if (side != common) continue;
    count(out.inherited, side);
    inherited.add(f);
  }
  out.strongest = strongest.statements(options.top);
  out.strongest_inherited = inherited.statements(options.top);
  for (const std::uint64_t child : hierarchy.children[row]) {
    out.children.push_back(describe_child(scores, selection, hierarchy, row, child, options.top));
  }
  out.path = path_to(scores, selection, hierarchy, row);
  return out;
}

}  // namespace lexicnn
