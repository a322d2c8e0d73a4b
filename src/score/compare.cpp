#include "lexicnn/score/compare.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <utility>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/row_subset.hpp"

namespace lexicnn {
namespace {

constexpr Grid<double> Scores::*kGrids[] = {
    &Scores::signed_ks,
    &Scores::presence,
    &Scores::absence,
    &Scores::location,
    &Scores::auc,
    &Scores::inner_share,
    &Scores::outer_share,
    &Scores::class_mean,
    &Scores::class_zero_share,
    &Scores::log10_p,
    &Scores::mann_whitney_z,
    &Scores::fires,
    &Scores::ks_positive,
    &Scores::log10_p_presence,
    &Scores::log10_p_absence,
    &Scores::class_selectivity,
    &Scores::precision_at_k,
};

template <typename T>
void append_rows(Grid<T>& to, const Grid<T>& more) {
  Grid<T> out(to.rows() + more.rows(), std::max(to.columns(), more.columns()));
  std::copy(more.values().begin(), more.values().end(),
            std::copy(to.values().begin(), to.values().end(), out.values().begin()));
  to = std::move(out);
}

template <typename T>
std::vector<T> joined(const Table& first, const Table& second, const char* name) {
  std::vector<T> out = first.get<std::vector<T>>(name);
  const auto& more = second.get<std::vector<T>>(name);
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

void append_classes(Table& to, const Table& more) {
  Table out;
  out.index = to.index;
  out.index.insert(out.index.end(), more.index.begin(), more.index.end());
  for (const Column& column : to.columns) {
    const char* name = column.name.c_str();
    ColumnData data = std::holds_alternative<std::vector<bool>>(column.data)
                          ? ColumnData(joined<bool>(to, more, name))
                      : std::holds_alternative<std::vector<std::string>>(column.data)
                          ? ColumnData(joined<std::string>(to, more, name))
                          : ColumnData(joined<std::int64_t>(to, more, name));
    out.set(column.name, std::move(data), column.description);
  }
  to = std::move(out);
}

/// Sizes of both, counts of equal sizes added.
void merge_null(NullDistribution& to, const NullDistribution& more) {
  std::set<std::uint64_t> sizes(to.sizes.begin(), to.sizes.end());
  sizes.insert(more.sizes.begin(), more.sizes.end());
  NullDistribution out = to;
  out.sizes.assign(sizes.begin(), sizes.end());
  out.counts.assign(out.layers.size() * out.sizes.size() * NullDistribution::kBins, 0);
  for (const NullDistribution* part : {&std::as_const(to), &more}) {
    for (std::uint64_t layer = 0; layer < out.layers.size(); ++layer) {
      for (std::uint64_t size = 0; size < part->sizes.size(); ++size) {
        const std::uint64_t* from =
            &part->counts[(layer * part->sizes.size() + size) * NullDistribution::kBins];
        std::uint64_t* sum =
            &out.counts[(layer * out.sizes.size() + out.find_size(part->sizes[size])) *
                        NullDistribution::kBins];
        for (std::uint64_t bin = 0; bin < NullDistribution::kBins; ++bin)
          sum[bin] += from[bin];
      }
    }
  }
  to = std::move(out);
}

void append(Scores& to, const Scores& more) {
  append_classes(to.classes, more.classes);
  append_rows(to.numerator, more.numerator);
  for (const auto grid : kGrids)
    append_rows(to.*grid, more.*grid);
  if (!more.null.empty()) merge_null(to.null, more.null);
}

/// The class `a` alone against the class `b`, named and described.
Scores score_pair(const FeatureSource& source, const ClassLabels& labels, std::size_t a,
                  std::size_t b, const Table& features, const ScoreOptions& options,
                  const Context& context) {
  std::vector<std::uint64_t> keep;
  ClassLabels pair{{labels.names[a]}, {}};
  for (std::uint64_t row = 0; row < labels.codes.size(); ++row) {
    const auto code = static_cast<std::size_t>(labels.codes[row]);
    if (labels.codes[row] < 0 || (code != a && code != b)) continue;
    keep.push_back(row);
    pair.codes.push_back(code == a ? 0 : -1);
  }
  Scores out = score(RowSubset(source, std::move(keep)), pair, features, options, context);
  out.classes.set("reference", std::vector<std::string>{labels.names[b]},
                  "the class that it is compared with");
  return out;
}

std::size_t find_reference(const ClassLabels& labels, std::string_view reference) {
  Scores names;
  names.classes.index = labels.names;
  const std::uint64_t place = names.find_class(reference);
  if (labels.names.size() == 1) {
    throw Error(ErrorKind::one_class,
                fmt::format("'{}' is the only class: there is none to compare with it", reference));
  }
  return place;
}

/// Facts of the features over all images, which the parts do not see.
Table facts_of_all(const FeatureSource& source, const ClassLabels& labels, const Table& features,
                   const ScoreOptions& options, const Context& context) {
  ScoreOptions plain = options;
  plain.nulls = 0;
  plain.panel = false;
  return score(source, labels, features, plain, context).features;
}

}  // namespace

Scores score_sets(const FeatureSource& source, std::span<const ClassLabels> sets,
                  const Table& features, const ScoreOptions& options, const Context& context) {
  std::set<std::string> names;
  for (const ClassLabels& labels : sets) {
    for (const std::string& name : labels.names) {
      if (names.insert(name).second) continue;
      throw Error(ErrorKind::invalid_input,
                  fmt::format("the class name '{}' comes in two sets of labels", name));
    }
  }
  if (sets.empty()) throw Error(ErrorKind::invalid_input, "there are no labels");
  Scores out = score(source, sets[0], features, options, context);
  for (const ClassLabels& labels : sets.subspan(1))
    append(out, score(source, labels, features, options, context));
  return out;
}

Scores score_against(const FeatureSource& source, const ClassLabels& labels,
                     std::string_view reference, const Table& features, const ScoreOptions& options,
                     const Context& context) {
  const std::size_t place = find_reference(labels, reference);
  Table facts = facts_of_all(source, labels, features, options, context);
  Scores out;
  for (std::size_t c = 0; c < labels.names.size(); ++c) {
    if (c == place) continue;
    Scores part = score_pair(source, labels, c, place, features, options, context);
    if (out.classes.rows() == 0) {
      out = std::move(part);
    } else {
      append(out, part);
    }
  }
  out.features = std::move(facts);
  return out;
}

Scores score_one_vs_one(const FeatureSource& source, const ClassLabels& labels,
                        const Table& features, const ScoreOptions& options,
                        const Context& context) {
  ScoreOptions plain = options;
  plain.nulls = 0;
  Table facts = facts_of_all(source, labels, features, options, context);
  Scores out;
  for (std::size_t a = 0; a < labels.names.size(); ++a) {
    for (std::size_t b = a + 1; b < labels.names.size(); ++b) {
      Scores part = score_pair(source, labels, a, b, features, plain, context);
      part.classes.set("class", part.classes.index);
      part.classes.index = {fmt::format("{} vs {}", labels.names[a], labels.names[b])};
      if (out.classes.rows() == 0) {
        out = std::move(part);
      } else {
        append(out, part);
      }
    }
  }
  if (out.classes.rows() == 0) find_reference(labels, labels.names.at(0));
  out.features = std::move(facts);
  return out;
}

}  // namespace lexicnn
