#include "lexicnn/select/select.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/provenance.hpp"
#include "lexicnn/select/fdr.hpp"

namespace lexicnn {
namespace {

void check(const Scores& scores, const SelectOptions& options) {
  if (options.rule == SelectRule::quantile && !(options.quantile > 0 && options.quantile < 1)) {
    throw Error(ErrorKind::invalid_option,
                fmt::format("quantile = {} is not between 0 and 1", options.quantile));
  }
  if (options.rule == SelectRule::threshold && !(options.threshold >= 0 && options.threshold < 1)) {
    throw Error(ErrorKind::invalid_option,
                fmt::format("threshold = {} is not in 0 <= t < 1", options.threshold));
  }
  if (options.rule == SelectRule::fdr && !(options.fdr > 0 && options.fdr < 1)) {
    throw Error(ErrorKind::invalid_option,
                fmt::format("fdr = {} is not between 0 and 1", options.fdr));
  }
  if (options.rule == SelectRule::quantile && scores.null.empty()) {
    throw Error(ErrorKind::invalid_input,
                "the scores hold no null (nulls = 0): score again with nulls, or give a threshold");
  }
}

/// Of each class the largest |s| that is no discovery. p falls as |s| grows, so the discoveries are
/// the pairs above it.
std::vector<double> fdr_thresholds(const Scores& scores, double rate) {
  const std::vector<double> adjusted = benjamini_hochberg_log10(scores.log10_p.values());
  std::vector<double> out(scores.class_count(), 0.0);
  for (std::uint64_t c = 0; c < scores.class_count(); ++c) {
    for (std::uint64_t f = 0; f < scores.feature_count(); ++f) {
      if (adjusted[c * scores.feature_count() + f] <= std::log10(rate)) continue;
      out[c] = std::max(out[c], std::abs(scores.signed_ks(c, f)));
    }
  }
  return out;
}

/// Of each class the place of its null.
std::vector<std::uint64_t> null_sizes(const Scores& scores) {
  std::vector<std::uint64_t> out;
  for (const std::int64_t images : scores.classes.get<std::vector<std::int64_t>>("n"))
    out.push_back(scores.null.find_size(static_cast<std::uint64_t>(images)));
  return out;
}

/// The threshold of every (layer, class).
Grid<double> layer_thresholds(const Scores& scores, const SelectOptions& options) {
  const std::uint64_t layers = scores.layer_names().size();
  Grid<double> out(layers, scores.class_count(), options.threshold);
  if (options.rule == SelectRule::threshold) return out;
  if (options.rule == SelectRule::fdr) {
    const std::vector<double> thresholds = fdr_thresholds(scores, options.fdr);
    for (std::uint64_t layer = 0; layer < layers; ++layer)
      std::copy(thresholds.begin(), thresholds.end(), &out(layer, 0));
    return out;
  }
  const std::vector<std::uint64_t> sizes = null_sizes(scores);
  for (std::uint64_t layer = 0; layer < layers; ++layer) {
    for (std::uint64_t c = 0; c < scores.class_count(); ++c)
      out(layer, c) = scores.null.quantile(layer, sizes[c], options.quantile);
  }
  return out;
}

/// Place of q among the levels that are kept of a feature's null.
std::uint64_t level_of(double q) {
  const auto& levels = NullDistribution::kFeatureLevels;
  const auto found = std::find_if(levels.begin(), levels.end(),
                                  [q](double level) { return std::abs(level - q) < 1e-12; });
  if (found != levels.end()) return static_cast<std::uint64_t>(found - levels.begin());
  throw Error(ErrorKind::invalid_option,
              fmt::format("quantile = {} is not kept of the features' own nulls: those are {}", q,
                          fmt::join(levels, ", ")));
}

/// So many relabellings give each null as many draws as the quantile needs.
void check_draws(const Scores& scores, const std::vector<std::uint64_t>& sizes, std::uint64_t place,
                 double q) {
  const NullDistribution& null = scores.null;
  const double first = null.feature_quantiles[place * scores.feature_count()];
  if (!std::isnan(first)) return;
  const auto sharing =
      static_cast<double>(std::count(sizes.begin(), sizes.end(), place % null.sizes.size()));
  throw Error(
      ErrorKind::invalid_input,
      fmt::format("{} nulls are too few for the {} quantile of a single feature with classes "
                  "of {} images: score again with --nulls {:.0f} or more",
                  null.repeats, q, null.sizes[place % null.sizes.size()],
                  std::ceil((1 / (1 - q) - 1 - 1e-6) / sharing)));
}

/// The threshold of every (class, feature) by the features' own nulls.
Grid<double> feature_thresholds(const Scores& scores, const SelectOptions& options) {
  const NullDistribution& null = scores.null;
  const std::uint64_t features = scores.feature_count();
  const std::uint64_t level = level_of(options.quantile);
  if (null.feature_quantiles.empty()) {
    throw Error(ErrorKind::invalid_input,
                "the scores hold no null of single features: score again with --feature-null");
  }
  const std::vector<std::uint64_t> sizes = null_sizes(scores);
  Grid<double> out(scores.class_count(), features);
  for (std::uint64_t c = 0; c < scores.class_count(); ++c) {
    const std::uint64_t place = level * null.sizes.size() + sizes[c];
    check_draws(scores, sizes, place, options.quantile);
    std::copy_n(null.feature_quantiles.data() + place * features, features, &out(c, 0));
  }
  return out;
}

Grid<double> thresholds_of(const Scores& scores, const SelectOptions& options) {
  if (options.rule == SelectRule::quantile && options.null == NullOf::feature)
    return feature_thresholds(scores, options);
  const Grid<double> by_layer = layer_thresholds(scores, options);
  const std::vector<std::uint32_t> layer = scores.layer_of_feature();
  Grid<double> out(scores.class_count(), scores.feature_count());
  for (std::uint64_t c = 0; c < out.rows(); ++c) {
    for (std::uint64_t f = 0; f < out.columns(); ++f)
      out(c, f) = by_layer(layer[f], c);
  }
  return out;
}

template <typename T>
Grid<T> layer_grid(const AnnotatedMatrix& file, std::string_view name) {
  Grid<T> out(file.obs.rows(), file.var.rows());
  const Array* layer = file.find_layer(name);
  const auto* values = layer == nullptr ? nullptr : std::get_if<std::vector<T>>(&layer->data);
  if (values != nullptr && values->size() == out.values().size()) {
    out.values() = *values;
    return out;
  }
  throw Error(
      ErrorKind::invalid_file,
      fmt::format("the scores file holds no selection (layer '{}'): run select first", name));
}

}  // namespace

std::string_view to_string(SelectRule rule) noexcept {
  switch (rule) {
    case SelectRule::threshold:
      return "threshold";
    case SelectRule::fdr:
      return "fdr";
    case SelectRule::quantile:
      break;
  }
  return "quantile";
}

std::string_view to_string(NullOf null) noexcept {
  return null == NullOf::layer ? "layer" : "feature";
}

std::uint64_t Selection::count() const noexcept {
  const auto& all = selected.values();
  return all.size() -
         static_cast<std::uint64_t>(std::count(all.begin(), all.end(), std::int8_t{0}));
}

Selection select(const Scores& scores, const SelectOptions& options) {
  check(scores, options);
  Selection out{options, Grid<std::int8_t>(scores.class_count(), scores.feature_count()),
                thresholds_of(scores, options)};
  const auto& signed_ks = scores.signed_ks.values();
  for (std::size_t i = 0; i < signed_ks.size(); ++i) {
    const double s = signed_ks[i];
    const bool stands_out = std::abs(s) > out.threshold.values()[i];
    out.selected.values()[i] =
        stands_out ? static_cast<std::int8_t>(s > 0 ? 1 : -1) : std::int8_t{0};
  }
  return out;
}

void add_selection(AnnotatedMatrix& scores_file, const Selection& selection,
                   std::vector<bool> unscorable) {
  const std::vector<std::uint64_t> shape{selection.selected.rows(), selection.selected.columns()};
  Dict ours = require_provenance(scores_file.uns, "scores");
  scores_file.set_layer("selected", {shape, selection.selected.values()});
  scores_file.set_layer("noise_threshold", {shape, selection.threshold.values()});
  scores_file.obs.set("unscorable", std::move(unscorable),
                      "too few images: even s = 1 would not be selected");
  ours.set("select", options_dict(selection.options));
  scores_file.uns.set("lexicnn", std::move(ours));
}

Selection selection_from(const AnnotatedMatrix& scores_file) {
  const Dict& ours = require_provenance(scores_file.uns, "scores");
  Selection out;
  out.selected = layer_grid<std::int8_t>(scores_file, "selected");
  out.threshold = layer_grid<double>(scores_file, "noise_threshold");
  const Dict& options = ours.get<Dict>("select");
  const auto& rule = options.get<std::string>("rule");
  for (const SelectRule each : {SelectRule::quantile, SelectRule::threshold, SelectRule::fdr}) {
    if (rule == to_string(each)) out.options.rule = each;
  }
  // Files of earlier builds have but the layer's null.
  if (const Value* null = options.find("null"); null != nullptr) {
    const auto* name = std::get_if<std::string>(null);
    if (name != nullptr && *name == to_string(NullOf::feature)) out.options.null = NullOf::feature;
  }
  out.options.quantile = options.get<double>("quantile");
  out.options.threshold = options.get<double>("threshold");
  out.options.fdr = options.get<double>("fdr");
  return out;
}

}  // namespace lexicnn
