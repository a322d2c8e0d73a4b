#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "lexicnn/core/csv.hpp"
#include "lexicnn/core/text.hpp"
#include "lexicnn/core/text_table.hpp"
#include "lexicnn/lexicon/similarity.hpp"

#include "lexicon/json_text.hpp"

namespace lexicnn {
namespace {

using Json = nlohmann::ordered_json;

struct Pair {
  double likeness = 0;
  std::uint64_t first = 0, second = 0;
};

/// All pairs, the most alike first; ties in the order of the classes.
std::vector<Pair> sorted_pairs(const SimilarityResult& result) {
  std::vector<Pair> out;
  for (std::uint64_t i = 0; i < result.classes.size(); ++i) {
    for (std::uint64_t j = i + 1; j < result.classes.size(); ++j)
      out.push_back({result.likeness(i, j), i, j});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Pair& a, const Pair& b) { return a.likeness > b.likeness; });
  return out;
}

template <typename Iterator>
std::string pairs_text(const SimilarityResult& result, Iterator begin, Iterator end) {
  TextTable table({{}, {"", Align::left}});
  for (; begin != end; ++begin) {
    table.add({signed_text(begin->likeness, 2),
               fmt::format("{}, {}", result.classes[begin->first], result.classes[begin->second])});
  }
  return table.text(0, 2);
}

std::string p_text(double p) {
  return std::isnan(p) ? "-" : fmt::format("{:.2g}", p);
}

std::string layers_text(const SimilarityResult& result) {
  std::vector<TextColumn> columns{{"layer", Align::left}, {"features"}, {"mean likeness"}};
  if (result.permutations != 0) {
    columns.insert(columns.end(), {{"rho", Align::right, "path"},
                                   {"p", Align::right, "path"},
                                   {"rho", Align::right, "Wu-Palmer"},
                                   {"p", Align::right, "Wu-Palmer"}});
  }
  TextTable table(columns);
  for (const LayerAgreement& layer : result.layers) {
    if (&layer == &result.layers.back() && result.layers.size() > 1) table.add_rule();
    std::vector<std::string> cells{layer.layer, std::to_string(layer.features),
                                   fixed_text(layer.mean_likeness, 3)};
    if (result.permutations != 0) {
      for (const MantelTest& test : {layer.path, layer.wu_palmer}) {
        cells.push_back(std::isnan(test.rho) ? "-" : signed_text(test.rho, 3));
        cells.push_back(p_text(test.p));
      }
    }
    table.add(std::move(cells));
  }
  return table.text(100, 0);
}

Json test_object(const MantelTest& test) {
  return {{"rho", number_or_null(test.rho)}, {"p", number_or_null(test.p)}};
}

Json layer_object(const LayerAgreement& layer, bool tested) {
  Json out{{"layer", layer.layer},
           {"features", layer.features},
           {"mean_likeness", number_or_null(layer.mean_likeness)}};
  if (tested) {
    out["path"] = test_object(layer.path);
    out["wu_palmer"] = test_object(layer.wu_palmer);
  }
  return out;
}

Json matrix_object(const Grid<double>& matrix) {
  Json out = Json::array();
  for (std::uint64_t i = 0; i < matrix.rows(); ++i) {
    const auto begin = matrix.values().begin() + static_cast<std::ptrdiff_t>(i * matrix.columns());
    out.push_back(
        std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(matrix.columns())));
  }
  return out;
}

}  // namespace

std::string to_text(const SimilarityResult& result, std::uint64_t top) {
  const std::vector<Pair> pairs = sorted_pairs(result);
  const std::uint64_t shown = top == 0 ? pairs.size() : std::min<std::uint64_t>(top, pairs.size());
  const auto count = static_cast<std::ptrdiff_t>(shown);
  std::string out =
      fmt::format("likeness of {} classes, {} over {}\n", result.classes.size(),
                  to_string(result.measure), result.layer == "all" ? "all features" : result.layer);
  out += "\nmost alike\n" + pairs_text(result, pairs.begin(), pairs.begin() + count);
  out += "\nleast alike\n" + pairs_text(result, pairs.rbegin(), pairs.rbegin() + count);
  if (result.permutations != 0) {
    out += fmt::format(
        "\nagreement with the taxonomy over {} classes (Mantel, rank correlation, {} "
        "permutations)\n",
        result.mapped, result.permutations);
  } else {
    out += '\n';
  }
  out += layers_text(result);
  if (!std::isnan(result.path_trend)) {
    out += fmt::format(
        "rank correlation of rho with the order of the layers: path {}, "
        "Wu-Palmer {}\n",
        signed_text(result.path_trend, 2), signed_text(result.wu_palmer_trend, 2));
  }
  return out;
}

std::string to_csv(const SimilarityResult& result) {
  Table table;
  table.index = result.classes;
  for (std::uint64_t j = 0; j < result.classes.size(); ++j) {
    std::vector<double> column;
    for (std::uint64_t i = 0; i < result.classes.size(); ++i)
      column.push_back(result.likeness(i, j));
    table.columns.push_back({result.classes[j], std::move(column), {}});
  }
  return csv_text(table, "class");
}

std::string to_json(const SimilarityResult& result) {
  const bool tested = result.permutations != 0;
  Json out{{"measure", to_string(result.measure)},
           {"layer", result.layer},
           {"classes", result.classes},
           {"likeness", matrix_object(result.likeness)}};
  out["merges"] = Json::array();
  for (const Merge& merge : result.merges) {
    out["merges"].push_back({{"first", merge.first},
                             {"second", merge.second},
                             {"height", merge.height},
                             {"size", merge.size}});
  }
  out["newick"] = to_newick(result.merges, result.classes);
  out["layers"] = Json::array();
  for (const LayerAgreement& layer : result.layers)
    out["layers"].push_back(layer_object(layer, tested));
  if (tested) {
    out["mapped"] = result.mapped;
    out["permutations"] = result.permutations;
    out["seed"] = result.seed;
    out["path_trend"] = number_or_null(result.path_trend);
    out["wu_palmer_trend"] = number_or_null(result.wu_palmer_trend);
  }
  return json_text(out);
}

}  // namespace lexicnn
