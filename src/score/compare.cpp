#include "lexicnn/score/compare.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/row_subset.hpp"

#include "score/class_place.hpp"
#include "score/pair_scores.hpp"

namespace lexicnn {
namespace {

/// The rows of one grid of all parts, which are emptied: nothing is held twice.
template <typename T>
Grid<T> join_rows(std::vector<Scores>& parts, Grid<T> Scores::*grid) {
  std::uint64_t rows = 0;
  for (const Scores& part : parts)
    rows += (part.*grid).rows();
  Grid<T> out(rows, (parts.front().*grid).columns());
  auto to = out.values().begin();
  for (Scores& part : parts) {
    to = std::copy((part.*grid).values().begin(), (part.*grid).values().end(), to);
    part.*grid = {};
  }
  return out;
}

template <typename T>
std::vector<T> joined(const std::vector<Scores>& parts, const std::string& column) {
  std::vector<T> out;
  for (const Scores& part : parts) {
    const auto& more = part.classes.get<std::vector<T>>(column);
    out.insert(out.end(), more.begin(), more.end());
  }
  return out;
}

Table join_classes(const std::vector<Scores>& parts) {
  Table out;
  for (const Scores& part : parts)
    out.index.insert(out.index.end(), part.classes.index.begin(), part.classes.index.end());
  for (const Column& column : parts.front().classes.columns) {
    ColumnData data = std::holds_alternative<std::vector<bool>>(column.data)
                          ? ColumnData(joined<bool>(parts, column.name))
                      : std::holds_alternative<std::vector<std::string>>(column.data)
                          ? ColumnData(joined<std::string>(parts, column.name))
                          : ColumnData(joined<std::int64_t>(parts, column.name));
    out.set(column.name, std::move(data), column.description);
  }
  return out;
}

std::uint64_t pairs_in(std::span<const std::uint64_t> bins) {
  return std::accumulate(bins.begin(), bins.end(), std::uint64_t{0});
}

/// Adds the null of a part to those of the whole, a layer and size at a time. Errors add up as if
/// the parts erred together: their relabellings are of the same images.
void add_null_of(const NullDistribution& part, NullDistribution& sum) {
  constexpr std::uint64_t kBins = NullDistribution::kBins;
  for (std::uint64_t layer = 0; layer < part.layers.size(); ++layer) {
    for (std::uint64_t size = 0; size < part.sizes.size(); ++size) {
      const std::uint64_t from = (layer * part.sizes.size() + size) * kBins;
      const std::uint64_t to = (layer * sum.sizes.size() + sum.find_size(part.sizes[size])) * kBins;
      const auto more = std::span(part.counts).subspan(from, kBins);
      const auto counts = std::span(sum.counts).subspan(to, kBins);
      const auto old = static_cast<double>(pairs_in(counts));
      const auto added = static_cast<double>(pairs_in(more));
      for (std::uint64_t bin = 0; bin < kBins; ++bin) {
        double& error = sum.share_error[to + bin];
        error = (old * error + added * part.share_error[from + bin]) / (old + added);
        counts[bin] += more[bin];
      }
    }
  }
}

/// [level][size][feature]: of a size that several parts have, the larger quantile, which is right
/// for both.
void merge_feature_quantiles(const NullDistribution& part, std::uint64_t features,
                             NullDistribution& out) {
  for (std::uint64_t level = 0; level < NullDistribution::kFeatureLevels.size(); ++level) {
    for (std::uint64_t size = 0; size < part.sizes.size(); ++size) {
      const double* from = &part.feature_quantiles[(level * part.sizes.size() + size) * features];
      double* to =
          &out.feature_quantiles[(level * out.sizes.size() + out.find_size(part.sizes[size])) *
                                 features];
      for (std::uint64_t f = 0; f < features; ++f)
        to[f] = std::isnan(from[f]) ? from[f] : std::max(to[f], from[f]);
    }
  }
}

/// Sizes of all parts, counts of equal sizes added.
NullDistribution join_nulls(const std::vector<Scores>& parts) {
  NullDistribution out = parts.front().null;
  std::set<std::uint64_t> sizes;
  for (const Scores& part : parts)
    sizes.insert(part.null.sizes.begin(), part.null.sizes.end());
  out.sizes.assign(sizes.begin(), sizes.end());
  out.counts.assign(out.layers.size() * out.sizes.size() * NullDistribution::kBins, 0);
  out.share_error.assign(out.counts.size(), 0);
  for (const Scores& part : parts)
    add_null_of(part.null, out);
  if (out.feature_quantiles.empty()) return out;
  const std::uint64_t levels = NullDistribution::kFeatureLevels.size();
  const std::uint64_t features =
      out.feature_quantiles.size() / (levels * parts.front().null.sizes.size());
  out.feature_quantiles.assign(levels * out.sizes.size() * features, 0);
  for (const Scores& part : parts)
    merge_feature_quantiles(part.null, features, out);
  return out;
}

/// The classes of all parts as rows of one; the features are those of the first.
Scores join(std::vector<Scores> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  Scores out;
  out.classes = join_classes(parts);
  out.features = parts.front().features;
  if (!parts.front().null.empty()) out.null = join_nulls(parts);
  out.numerator = join_rows(parts, &Scores::numerator);
  for (const ScoreGrid& each : parts.front().has_panel() ? kScoreGrids : kPlainGrids)
    out.*each.grid = join_rows(parts, each.grid);
  return out;
}

/// The class `a` alone against the class `b`, named and described; without features, which would be
/// held once a pair.
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
  out.features = {};
  return out;
}

void require_another(const ClassLabels& labels) {
  if (labels.names.size() != 1) return;
  throw Error(ErrorKind::one_class,
              fmt::format("'{}' is the only class: there is none to compare with it",
                          labels.names.front()));
}

/// Facts of the features over all images, which the parts do not see.
Table facts_of_all(const FeatureSource& source, const ClassLabels& labels, const Table& features,
                   const ScoreOptions& options, const Context& context) {
  ScoreOptions plain = options;
  plain.nulls = 0;
  plain.panel = false;
  return score(source, labels, features, plain, context).features;
}

void refuse_bootstrap(const ScoreOptions& options) {
  if (options.bootstrap == 0) return;
  throw Error(ErrorKind::invalid_option,
              "bootstrap goes with the classes of one label column against the rest: score without "
              "groups, reference and pairs, or with bootstrap = 0");
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
  if (sets.size() > 1) refuse_bootstrap(options);
  if (sets.empty()) throw Error(ErrorKind::invalid_input, "there are no labels");
  std::vector<Scores> parts;
  for (const ClassLabels& labels : sets)
    parts.push_back(score(source, labels, features, options, context));
  return join(std::move(parts));
}

Scores score_against(const FeatureSource& source, const ClassLabels& labels,
                     std::string_view reference, const Table& features, const ScoreOptions& options,
                     const Context& context) {
  refuse_bootstrap(options);
  const std::uint64_t place = class_place(labels.names, reference);
  require_another(labels);
  Table facts = facts_of_all(source, labels, features, options, context);
  std::vector<Scores> parts;
  for (std::size_t c = 0; c < labels.names.size(); ++c) {
    if (c != place)
      parts.push_back(score_pair(source, labels, c, place, features, options, context));
  }
  Scores out = join(std::move(parts));
  out.features = std::move(facts);
  return out;
}

Scores score_one_vs_one(const FeatureSource& source, const ClassLabels& labels,
                        const Table& features, const ScoreOptions& options,
                        const Context& context) {
  refuse_bootstrap(options);
  ScoreOptions plain = options;
  plain.nulls = 0;
  Table facts = facts_of_all(source, labels, features, options, context);
  require_another(labels);
  std::vector<Scores> parts;
  for (std::size_t a = 0; a < labels.names.size(); ++a) {
    for (std::size_t b = a + 1; b < labels.names.size(); ++b) {
      Scores part = score_pair(source, labels, a, b, features, plain, context);
      part.classes.set("class", part.classes.index);
      part.classes.index = {fmt::format("{} vs {}", labels.names[a], labels.names[b])};
      parts.push_back(std::move(part));
    }
  }
  Scores out = join(std::move(parts));
  out.features = std::move(facts);
  return out;
}

}  // namespace lexicnn
