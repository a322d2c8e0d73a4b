#include "lexicnn/score/scores.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>
#include <utility>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/provenance.hpp"

#include "score/class_place.hpp"
#include "score/pair_scores.hpp"

namespace lexicnn {
namespace {

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
  if (!null.share_error.empty()) {
    out.set("share_error", Array{{null.layers.size(), null.sizes.size(), NullDistribution::kBins},
                                 null.share_error});
  }
  if (!null.feature_quantiles.empty()) {
    constexpr auto kLevels = NullDistribution::kFeatureLevels;
    out.set("feature_levels",
            Array{{kLevels.size()}, std::vector<double>(kLevels.begin(), kLevels.end())});
    out.set("feature_quantiles",
            Array{{kLevels.size(), null.sizes.size(),
                   null.feature_quantiles.size() / (kLevels.size() * null.sizes.size())},
                  null.feature_quantiles});
  }
  out.set("repeats", static_cast<std::int64_t>(null.repeats));
  out.set("seed", static_cast<std::int64_t>(null.seed));
  return out;
}

/// Empty where there is no such member.
std::vector<double> optional_doubles(const Dict& dict, const char* name, std::uint64_t count) {
  if (dict.find(name) == nullptr) return {};
  const auto* values = std::get_if<std::vector<double>>(&dict.get<Array>(name).data);
  if (values != nullptr && values->size() == count) return *values;
  throw Error(ErrorKind::invalid_file,
              fmt::format("'{}' of the scores file's null has another shape or type", name));
}

Dict resamples_dict(Resamples&& resamples) {
  Dict out;
  out.set("mean_abs", to_array(std::move(resamples.mean_abs)));
  out.set("mean_signed", to_array(std::move(resamples.mean_signed)));
  return out;
}

Resamples resamples_from(const Dict& dict, std::uint64_t layers) {
  const auto grid = [&](const char* name) {
    const auto& array = dict.get<Array>(name);
    const auto* values = std::get_if<std::vector<double>>(&array.data);
    if (values == nullptr || array.shape.size() != 2 || array.shape[1] != layers) {
      throw Error(
          ErrorKind::invalid_file,
          fmt::format("'{}' of the scores file's resamples has another shape or type", name));
    }
    Grid<double> out(array.shape[0], layers);
    out.values() = *values;
    return out;
  };
  Resamples out{grid("mean_abs"), grid("mean_signed")};
  if (out.mean_abs.rows() == out.mean_signed.rows()) return out;
  throw Error(ErrorKind::invalid_file, "the resamples of the scores file are of two numbers");
}

NullDistribution null_from(const Dict& dict, std::uint64_t features) {
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
  null.share_error = optional_doubles(dict, "share_error", counts->size());
  null.feature_quantiles =
      optional_doubles(dict, "feature_quantiles",
                       NullDistribution::kFeatureLevels.size() * sizes->size() * features);
  return null;
}

}  // namespace

std::uint64_t Scores::find_class(std::string_view name) const {
  return class_place(classes.index, name);
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
  for (const ScoreGrid& each : (panel ? kScoreGrids : kPlainGrids).subspan(1))
    out.layers.emplace_back(each.name, to_array(std::move(scores.*each.grid)));
  if (!scores.null.empty()) provenance.set("null", null_dict(scores.null));
  if (!scores.resamples.empty())
    provenance.set("resamples", resamples_dict(std::move(scores.resamples)));
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
  const bool panel = matrix.find_layer(kPanelGrids.front().name) != nullptr;
  for (const ScoreGrid& each : (panel ? kScoreGrids : kPlainGrids).subspan(1)) {
    out.*each.grid = to_grid<double>(require_layer(matrix, each.name), matrix, each.name);
  }
  if (const Value* null = ours.find("null")) {
    if (const auto* dict = std::get_if<Dict>(null)) out.null = null_from(*dict, matrix.var.rows());
  }
  if (const Value* resamples = ours.find("resamples")) {
    if (const auto* dict = std::get_if<Dict>(resamples))
      out.resamples = resamples_from(*dict, out.layer_names().size());
  }
  return out;
}

}  // namespace lexicnn
