#include "lexicnn/lexicon/similarity.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/suggest.hpp"
#include "lexicnn/lexicon/taxonomy_similarity.hpp"

#include "lexicon/class_rows.hpp"
#include "lexicon/dot.hpp"
#include "lexicon/mid_ranks.hpp"

namespace lexicnn {
namespace {

constexpr double kUntested = std::numeric_limits<double>::quiet_NaN();
constexpr MantelTest kNoTest{kUntested, kUntested};

/// A layer, or all features, with the places of its features.
struct FeatureSet {
  std::string name;
  std::vector<std::uint64_t> features;
};

std::vector<FeatureSet> feature_sets(const Scores& scores) {
  std::vector<FeatureSet> out;
  for (std::string& name : scores.layer_names())
    out.push_back({std::move(name), {}});
  FeatureSet all{"all", {}};
  const std::vector<std::uint32_t> layers = scores.layer_of_feature();
  for (std::uint64_t f = 0; f < layers.size(); ++f) {
    out[layers[f]].features.push_back(f);
    all.features.push_back(f);
  }
  // Without a `layer` column there is the one layer "all".
  if (scores.features.find("layer") != nullptr) out.push_back(std::move(all));
  return out;
}

std::size_t find_set(const std::vector<FeatureSet>& sets, const std::string& layer) {
  if (layer.empty()) return sets.size() - 1;
  std::vector<std::string> names;
  for (const FeatureSet& set : sets) {
    if (set.name == layer) return static_cast<std::size_t>(&set - sets.data());
    names.push_back(set.name);
  }
  throw Error(ErrorKind::invalid_input,
              fmt::format("there is no layer '{}'{}", layer, suggest(layer, names)));
}

double mean_of_pairs(const Grid<double>& likeness) {
  double sum = 0;
  for (std::uint64_t i = 0; i < likeness.rows(); ++i) {
    for (std::uint64_t j = i + 1; j < likeness.rows(); ++j)
      sum += likeness(i, j);
  }
  const auto rows = static_cast<double>(likeness.rows());
  return sum / (rows * (rows - 1) / 2);
}

Grid<double> part_of(const Grid<double>& matrix, const std::vector<std::uint64_t>& places) {
  Grid<double> out(places.size(), places.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    for (std::size_t j = 0; j < places.size(); ++j)
      out(i, j) = matrix(places[i], places[j]);
  }
  return out;
}

std::vector<Merge> tree_of(const Grid<double>& likeness) {
  Grid<double> distances(likeness.rows(), likeness.rows());
  for (std::size_t i = 0; i < distances.values().size(); ++i)
    distances.values()[i] = std::max(0.0, 1 - likeness.values()[i]);
  return average_linkage(distances);
}

/// Spearman's correlation of the layers' rho with their order; "all" is the last and not one.
double trend(const std::vector<LayerAgreement>& layers, MantelTest LayerAgreement::*test) {
  std::vector<double> values;
  for (const LayerAgreement& layer : layers) {
    if (&layer != &layers.back() && !std::isnan((layer.*test).rho))
      values.push_back((layer.*test).rho);
  }
  if (values.size() < 3) return kUntested;
  std::vector<double> order(values.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    order[i] = 2 * static_cast<double>(i) - static_cast<double>(order.size() - 1);
  const std::vector<std::int32_t> ranks = centred_mid_ranks(values);
  const std::vector<double> centred(ranks.begin(), ranks.end());
  return dot(order, centred) / std::sqrt(dot(order, order) * dot(centred, centred));
}

/// The classes with a synset: places among `rows`, and the synsets.
struct Mapped {
  std::vector<std::uint64_t> places;
  std::vector<Taxonomy::Place> synsets;
};

Mapped mapped_of(const std::vector<std::uint64_t>& rows, const RowSynsets& synsets) {
  Mapped out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& synset = synsets.synsets.at(rows[i]);
    if (!synset) continue;
    out.places.push_back(i);
    out.synsets.push_back(*synset);
  }
  return out;
}

void test_layers(SimilarityResult& result,
                 const std::vector<std::vector<std::int32_t>>& ranks_of_layers,
                 const Mapped& mapped, const Taxonomy& taxonomy, const SimilarityOptions& options,
                 const Context& context) {
  std::vector<std::vector<std::int32_t>> taxonomic;
  for (const TaxonomyMeasure measure : {TaxonomyMeasure::path, TaxonomyMeasure::wu_palmer})
    taxonomic.push_back(pair_ranks(taxonomy_similarity(taxonomy, mapped.synsets, measure)));
  const Grid<MantelTest> tests = mantel_tests(ranks_of_layers, taxonomic, mapped.places.size(),
                                              options.permutations, options.seed, context);
  for (std::size_t i = 0; i < result.layers.size(); ++i) {
    result.layers[i].path = tests(i, 0);
    result.layers[i].wu_palmer = tests(i, 1);
  }
  result.mapped = mapped.places.size();
  result.permutations = options.permutations;
  result.seed = options.seed;
}

}  // namespace

SimilarityResult class_similarity(const Scores& scores, const Selection& selection,
                                  const SimilarityOptions& options, const RowSynsets* synsets,
                                  const Context& context) {
  const std::vector<std::uint64_t> rows = class_rows(scores);
  if (rows.size() < 2) throw Error(ErrorKind::invalid_input, "likeness needs two classes at least");
  const std::vector<FeatureSet> sets = feature_sets(scores);
  const std::size_t chosen = find_set(sets, options.layer);
  SimilarityResult out;
  out.measure = options.measure;
  out.layer = sets[chosen].name;
  for (const std::uint64_t row : rows)
    out.classes.push_back(scores.classes.index[row]);
  const Mapped mapped = synsets == nullptr ? Mapped{} : mapped_of(rows, *synsets);
  std::vector<std::vector<std::int32_t>> ranks_of_layers;
  for (std::size_t set = 0; set < sets.size(); ++set) {
    Grid<double> likeness =
        class_likeness(scores, selection, rows, sets[set].features, options.measure, context);
    out.layers.push_back(
        {sets[set].name, sets[set].features.size(), mean_of_pairs(likeness), kNoTest, kNoTest});
    if (synsets != nullptr) ranks_of_layers.push_back(pair_ranks(part_of(likeness, mapped.places)));
    if (set == chosen) out.likeness = std::move(likeness);
  }
  out.merges = tree_of(out.likeness);
  if (synsets != nullptr)
    test_layers(out, ranks_of_layers, mapped, synsets->taxonomy, options, context);
  out.path_trend = trend(out.layers, &LayerAgreement::path);
  out.wu_palmer_trend = trend(out.layers, &LayerAgreement::wu_palmer);
  return out;
}

}  // namespace lexicnn
