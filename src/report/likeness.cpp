#include "report/likeness.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "lexicnn/lexicon/taxonomy_similarity.hpp"

#include "report/class_kind.hpp"
#include "report/json_text.hpp"
#include "report/taxonomy_tree.hpp"

namespace lexicnn::reporting {
namespace {

constexpr std::size_t kNearest = 10;

/// Relabellings of Mantel's test: enough for a p of 0.001, and quick with 1,000 classes too.
constexpr std::uint64_t kPermutations = 999;

void add_test(JsonText& json, const MantelTest& test) {
  json.begin_object().key("rho").exact(test.rho).key("p").exact(test.p).end_object();
}

void add_layers(JsonText& json, const SimilarityResult& result) {
  json.begin_array();
  for (const LayerAgreement& layer : result.layers) {
    json.begin_object();
    json.key("layer").text(layer.layer);
    json.key("features").count(layer.features);
    json.key("mean_likeness").exact(layer.mean_likeness);
    if (result.permutations != 0) {
      add_test(json.key("path"), layer.path);
      add_test(json.key("wu_palmer"), layer.wu_palmer);
    }
    json.end_object();
  }
  json.end_array();
}

/// The upper triangle without the diagonal, row by row.
template <typename Value>
void add_triangle(JsonText& json, std::uint64_t count, const Value& value) {
  json.begin_array();
  for (std::uint64_t i = 0; i < count; ++i) {
    for (std::uint64_t j = i + 1; j < count; ++j)
      json.decimals(value(i, j));
  }
  json.end_array();
}

void add_taxonomy(JsonText& json, const Likeness& likeness, const RowSynsets& synsets) {
  const SimilarityResult& result = likeness.result;
  std::vector<std::optional<Taxonomy::Place>> of_class;
  std::vector<Taxonomy::Place> mapped;
  std::vector<std::optional<std::uint64_t>> place_of;  // of each class, in `mapped`
  for (const std::uint64_t row : likeness.classes) {
    of_class.push_back(synsets.synsets.at(row));
    place_of.push_back(of_class.back() ? std::optional(mapped.size()) : std::nullopt);
    if (of_class.back()) mapped.push_back(*of_class.back());
  }
  const Grid<double> similarity =
      taxonomy_similarity(synsets.taxonomy, mapped, TaxonomyMeasure::wu_palmer);
  json.begin_object();
  json.key("mapped").count(result.mapped);
  json.key("permutations").count(result.permutations);
  json.key("path_trend").exact(result.path_trend);
  json.key("wu_palmer_trend").exact(result.wu_palmer_trend);
  json.key("synsets").begin_array();
  for (const auto& synset : of_class)
    synset ? json.text(synsets.taxonomy.synset(*synset).id) : json.null();
  json.end_array();
  json.key("tree").raw(taxonomy_tree_json(synsets.taxonomy, of_class, likeness.classes));
  add_triangle(json.key("distance"), of_class.size(), [&](std::uint64_t i, std::uint64_t j) {
    return place_of[i] && place_of[j] ? similarity(*place_of[i], *place_of[j]) : HUGE_VAL;
  });
  json.end_object();
}

}  // namespace

std::optional<Likeness> make_likeness(const ReportInput& input, const Context& context) {
  Likeness out;
  out.classes = class_places(input.scores);
  if (out.classes.size() < 2) return std::nullopt;
  SimilarityOptions options;
  options.permutations = kPermutations;
  out.result = class_similarity(input.scores, input.selection, options, input.synsets, context);
  return out;
}

std::vector<std::vector<std::pair<std::uint64_t, double>>> nearest_classes(
    const Likeness& likeness, std::uint64_t class_count) {
  const std::vector<std::uint64_t>& classes = likeness.classes;
  std::vector<std::vector<std::pair<std::uint64_t, double>>> out(class_count);
  for (std::size_t i = 0; i < classes.size(); ++i) {
    std::vector<std::size_t> others(classes.size());
    std::iota(others.begin(), others.end(), 0);
    std::erase(others, i);
    const auto end =
        others.begin() + static_cast<std::ptrdiff_t>(std::min(kNearest, others.size()));
    std::partial_sort(others.begin(), end, others.end(), [&](std::size_t a, std::size_t b) {
      const double left = likeness.result.likeness(i, a);
      const double right = likeness.result.likeness(i, b);
      return left != right ? left > right : a < b;
    });
    for (auto other = others.begin(); other != end; ++other)
      out[classes[i]].emplace_back(classes[*other], likeness.result.likeness(i, *other));
  }
  return out;
}

std::vector<std::uint64_t> leaf_order(const std::vector<Merge>& merges, std::uint64_t count) {
  std::vector<std::uint64_t> out;
  if (merges.empty()) return out;
  std::vector<std::uint64_t> open{count + merges.size() - 1};
  while (!open.empty()) {
    const std::uint64_t node = open.back();
    open.pop_back();
    if (node < count) {
      out.push_back(node);
      continue;
    }
    open.push_back(merges[node - count].second);
    open.push_back(merges[node - count].first);
  }
  return out;
}

std::string likeness_json(const Likeness& likeness, const ReportInput& input) {
  const SimilarityResult& result = likeness.result;
  JsonText json;
  json.begin_object();
  json.key("measure").text(to_string(result.measure));
  json.key("layer").text(result.layer);
  json.key("classes").begin_array();
  for (const std::uint64_t place : likeness.classes)
    json.count(place);
  json.end_array();
  add_triangle(json.key("values"), likeness.classes.size(),
               [&](std::uint64_t i, std::uint64_t j) { return result.likeness(i, j); });
  json.key("merges").begin_array();
  for (const Merge& merge : result.merges) {
    json.begin_array().count(merge.first).count(merge.second).exact(merge.height);
    json.count(merge.size).end_array();
  }
  json.end_array();
  json.key("order").begin_array();
  for (const std::uint64_t leaf : leaf_order(result.merges, likeness.classes.size()))
    json.count(leaf);
  json.end_array();
  add_layers(json.key("layers"), result);
  if (input.synsets != nullptr) add_taxonomy(json.key("taxonomy"), likeness, *input.synsets);
  return json.end_object().take();
}

}  // namespace lexicnn::reporting
