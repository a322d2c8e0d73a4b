#include "lexicnn/select/select.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

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
  const NullDistribution& null = scores.null;
  const auto& images = scores.classes.get<std::vector<std::int64_t>>("n");
  for (std::uint64_t layer = 0; layer < layers; ++layer) {
    for (std::uint64_t c = 0; c < scores.class_count(); ++c) {
      const auto size = static_cast<std::uint64_t>(images[c]);
      out(layer, c) = null.quantile(layer, null.find_size(size), options.quantile);
    }
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

std::uint64_t Selection::count() const noexcept {
  const auto& all = selected.values();
  return all.size() -
         static_cast<std::uint64_t>(std::count(all.begin(), all.end(), std::int8_t{0}));
}

Selection select(const Scores& scores, const SelectOptions& options) {
  check(scores, options);
  const Grid<double> thresholds = layer_thresholds(scores, options);
  const std::vector<std::uint32_t> layer = scores.layer_of_feature();
  Selection out{options, Grid<std::int8_t>(scores.class_count(), scores.feature_count()),
                Grid<double>(scores.class_count(), scores.feature_count())};
  for (std::uint64_t c = 0; c < scores.class_count(); ++c) {
    for (std::uint64_t f = 0; f < scores.feature_count(); ++f) {
      const double s = scores.signed_ks(c, f);
      const double t = thresholds(layer[f], c);
      out.threshold(c, f) = t;
      out.selected(c, f) =
          std::abs(s) > t ? static_cast<std::int8_t>(s > 0 ? 1 : -1) : std::int8_t{0};
    }
  }
  return out;
}

void add_selection(AnnotatedMatrix& scores_file, const Selection& selection) {
  const std::vector<std::uint64_t> shape{selection.selected.rows(), selection.selected.columns()};
  Dict ours = require_provenance(scores_file.uns, "scores");
  scores_file.set_layer("selected", {shape, selection.selected.values()});
  scores_file.set_layer("noise_threshold", {shape, selection.threshold.values()});
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
  out.options.quantile = options.get<double>("quantile");
  out.options.threshold = options.get<double>("threshold");
  out.options.fdr = options.get<double>("fdr");
  return out;
}

}  // namespace lexicnn
