#include "lexicnn/score/scores.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>
#include <utility>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/provenance.hpp"
#include "lexicnn/core/suggest.hpp"

namespace lexicnn {
namespace {

using GridMember = Grid<double> Scores::*;

/// The float layers of a scores file, in the order they are written. X is the signed KS.
constexpr std::pair<const char*, GridMember> kLayers[] = {
    {"presence", &Scores::presence},
    {"absence", &Scores::absence},
    {"location", &Scores::location},
    {"auc", &Scores::auc},
    {"inner_share", &Scores::inner_share},
    {"outer_share", &Scores::outer_share},
    {"class_mean", &Scores::class_mean},
    {"class_zero_share", &Scores::class_zero_share},
    {"log10_p", &Scores::log10_p},
    {"mann_whitney_z", &Scores::mann_whitney_z},
    {"fires", &Scores::fires},
    {"ks_positive", &Scores::ks_positive},
};

/// Those of the panel, which is there as a whole or not at all.
constexpr std::pair<const char*, GridMember> kPanel[] = {
    {"log10_p_presence", &Scores::log10_p_presence},
    {"log10_p_absence", &Scores::log10_p_absence},
    {"class_selectivity", &Scores::class_selectivity},
    {"precision_at_k", &Scores::precision_at_k},
};

template <typename T>
Array to_array(Grid<T>&& grid) {
  return {{grid.rows(), grid.columns()}, std::move(grid.values())};
}

const Array& require_layer(const AnnotatedMatrix& matrix, std::string_view name) {
  const Array* layer = matrix.find_layer(name);
  if (layer == nullptr) {
    throw Error(ErrorKind::invalid_file, fmt::format("the scores file has no layer '{}'", name));
  }
  return *layer;
}

template <typename T>
Grid<T> to_grid(const Array& array, const AnnotatedMatrix& matrix, std::string_view name) {
  const auto* values = std::get_if<std::vector<T>>(&array.data);
  Grid<T> out(matrix.obs.rows(), matrix.var.rows());
  if (values == nullptr || values->size() != out.values().size()) {
    throw Error(
        ErrorKind::invalid_file,
        fmt::format("'{}' of the scores file has another shape or type than classes × features",
                    name));
  }
  out.values() = *values;
  return out;
}

Dict null_dict(const NullDistribution& null) {
  Dict out;
  out.set("layers", null.layers);
  out.set("sizes", Array{{null.sizes.size()}, null.sizes});
  out.set("counts",
          Array{{null.layers.size(), null.sizes.size(), NullDistribution::kBins}, null.counts});
  out.set("repeats", static_cast<std::int64_t>(null.repeats));
  out.set("seed", static_cast<std::int64_t>(null.seed));
  return out;
}

NullDistribution null_from(const Dict& dict) {
  NullDistribution null;
  null.layers = dict.get<std::vector<std::string>>("layers");
  null.repeats = static_cast<std::uint64_t>(dict.get<std::int64_t>("repeats"));
  null.seed = static_cast<std::uint64_t>(dict.get<std::int64_t>("seed"));
  const auto* sizes = std::get_if<std::vector<std::uint64_t>>(&dict.get<Array>("sizes").data);
  const auto* counts = std::get_if<std::vector<std::uint64_t>>(&dict.get<Array>("counts").data);
  if (sizes == nullptr || counts == nullptr ||
      counts->size() != null.layers.size() * sizes->size() * NullDistribution::kBins) {
    throw Error(ErrorKind::invalid_file, "the null of the scores file has another shape or type");
  }
  null.sizes = *sizes;
  null.counts = *counts;
  return null;
}

}  // namespace

std::uint64_t Scores::find_class(std::string_view name) const {
  const auto found = std::find(classes.index.begin(), classes.index.end(), name);
  if (found == classes.index.end()) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("there is no class '{}'{}", name, suggest(name, classes.index)));
  }
  return static_cast<std::uint64_t>(found - classes.index.begin());
}

std::vector<std::uint32_t> Scores::layer_of_feature() const {
  const Column* column = features.find("layer");
  if (column == nullptr) return std::vector<std::uint32_t>(features.rows(), 0);
  std::unordered_map<std::string, std::uint32_t> place;
  std::vector<std::uint32_t> out;
  for (const std::string& name : column_text(column->data)) {
    out.push_back(place.try_emplace(name, static_cast<std::uint32_t>(place.size())).first->second);
  }
  return out;
}

std::vector<std::string> Scores::layer_names() const {
  const Column* column = features.find("layer");
  if (column == nullptr) return {"all"};
  return make_categorical(column_text(column->data), false).categories;
}

AnnotatedMatrix to_annotated(Scores scores, Dict provenance) {
  AnnotatedMatrix out;
  const bool panel = scores.has_panel();
  out.x = to_array(std::move(scores.signed_ks));
  out.layers.emplace_back("numerator", to_array(std::move(scores.numerator)));
  for (const auto& [name, member] : kLayers)
    out.layers.emplace_back(name, to_array(std::move(scores.*member)));
  if (panel) {
    for (const auto& [name, member] : kPanel)
      out.layers.emplace_back(name, to_array(std::move(scores.*member)));
  }
  if (!scores.null.empty()) provenance.set("null", null_dict(scores.null));
  out.obs = std::move(scores.classes);
  out.var = std::move(scores.features);
  out.uns.set("lexicnn", std::move(provenance));
  return out;
}

Scores scores_from(const AnnotatedMatrix& matrix) {
  const Dict& ours = require_provenance(matrix.uns, "scores");
  Scores out;
  out.classes = matrix.obs;
  out.features = matrix.var;
  out.signed_ks = to_grid<double>(matrix.x, matrix, "X");
  out.numerator = to_grid<std::int64_t>(require_layer(matrix, "numerator"), matrix, "numerator");
  for (const auto& [name, member] : kLayers) {
    out.*member = to_grid<double>(require_layer(matrix, name), matrix, name);
  }
  if (matrix.find_layer(kPanel[0].first) != nullptr) {
    for (const auto& [name, member] : kPanel)
      out.*member = to_grid<double>(require_layer(matrix, name), matrix, name);
  }
  if (const Value* null = ours.find("null")) {
    if (const auto* dict = std::get_if<Dict>(null)) out.null = null_from(*dict);
  }
  return out;
}

}  // namespace lexicnn
