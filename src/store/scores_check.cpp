#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "store/content_check.hpp"

namespace lexicnn {
namespace {

/// Bins of the null's histograms over [0, 1].
constexpr std::uint64_t kNullBins = 4096;

using Floats = std::vector<double>;
using Integers = std::vector<std::int64_t>;

bool is_positive(std::int64_t value) {
  return value > 0;
}

void check_obs(const Table& obs, ContentCheck& check) {
  const auto* n = check.column<Integers>(obs, "/obs", "n", kIntegers);
  const auto* m = check.column<Integers>(obs, "/obs", "m", kIntegers);
  const auto* single = check.column<std::vector<bool>>(obs, "/obs", "single", kBooleans);
  if (n != nullptr) check.each<std::int64_t>(*n, "/obs/n", "1 and more", is_positive);
  if (m != nullptr) check.each<std::int64_t>(*m, "/obs/m", "1 and more", is_positive);
  if (obs.find("unscorable") != nullptr)
    check.column<std::vector<bool>>(obs, "/obs", "unscorable", kBooleans);
  if (n == nullptr || single == nullptr) return;
  for (std::size_t i = 0; i < n->size(); ++i) {
    if ((*single)[i] != ((*n)[i] == 1)) {
      return check.add("/obs/single", fmt::format("contradicts n = {} in row {}", (*n)[i], i));
    }
  }
}

void check_scores_var(const Table& var, ContentCheck& check) {
  const auto* deviations = check.column<Floats>(var, "/var", "std", kFloats);
  const auto* distinct = check.column<Integers>(var, "/var", "distinct", kIntegers);
  const auto* dead = check.column<std::vector<bool>>(var, "/var", "dead", kBooleans);
  check.finite(check.column<Floats>(var, "/var", "mean", kFloats), "/var/mean");
  check.shares(check.column<Floats>(var, "/var", "zero_share", kFloats), "/var/zero_share");
  if (deviations != nullptr) {
    check.each<double>(*deviations, "/var/std", "0 and more",
                       [](double v) { return v >= 0 && std::isfinite(v); });
  }
  if (distinct == nullptr) return;
  check.each<std::int64_t>(*distinct, "/var/distinct", "1 and more", is_positive);
  for (std::size_t i = 0; dead != nullptr && i < distinct->size(); ++i) {
    if ((*dead)[i] != ((*distinct)[i] == 1)) {
      return check.add("/var/dead",
                       fmt::format("contradicts distinct = {} in row {}", (*distinct)[i], i));
    }
  }
}

bool has_layer(const AnnotatedMatrix& matrix, std::string_view name) {
  return std::any_of(matrix.layers.begin(), matrix.layers.end(),
                     [name](const auto& layer) { return layer.first == name; });
}

/// What X must be at (class, feature) for the layer that `expected` comes from.
template <typename Expected>
void check_x_against(const AnnotatedMatrix& matrix, const Floats& x, const char* source,
                     ContentCheck& check, Expected&& expected) {
  const std::uint64_t features = matrix.var.rows();
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (expected(i)) continue;
    return check.add(
        "/X", fmt::format("is {} for class '{}', feature '{}', which is not {}", x[i],
                          matrix.obs.index[i / features], matrix.var.index[i % features], source));
  }
}

template <typename Legal>
void check_each(const AnnotatedMatrix& matrix, const std::string& name, const char* range,
                ContentCheck& check, Legal&& legal) {
  const auto* values = check.layer<double>(matrix, name, kFloat64);
  if (values != nullptr) check.each<double>(*values, "/layers/" + name, range, legal);
}

bool is_log_share(double value) {
  return value <= 0 && std::isfinite(value);
}

/// The panel is there as a whole, or not at all.
void check_panel(const AnnotatedMatrix& matrix, ContentCheck& check) {
  const char* const names[] = {"log10_p_presence", "log10_p_absence", "class_selectivity",
                               "precision_at_k"};
  if (std::none_of(std::begin(names), std::end(names),
                   [&](const char* name) { return has_layer(matrix, name); })) {
    return;
  }
  check_each(matrix, names[0], "0 and less, finite", check, is_log_share);
  check_each(matrix, names[1], "0 and less, finite", check, is_log_share);
  check_each(matrix, names[2], "-1 to 1 or NaN", check,
             [](double v) { return std::isnan(v) || (v >= -1 && v <= 1); });
  check.shares(check.layer<double>(matrix, names[3], kFloat64), "/layers/precision_at_k");
}

void check_grids(const AnnotatedMatrix& matrix, ContentCheck& check) {
  const auto* x = std::get_if<Floats>(&matrix.x.data);
  if (x == nullptr) check.add("/X", "is not float64");
  const auto* numerator = check.layer<std::int64_t>(matrix, "numerator", kInt64);
  const auto* presence = check.layer<double>(matrix, "presence", kFloat64);
  const auto* absence = check.layer<double>(matrix, "absence", kFloat64);
  check.shares(presence, "/layers/presence");
  check.shares(absence, "/layers/absence");
  for (const char* name : {"auc", "inner_share", "outer_share", "class_zero_share"}) {
    check.shares(check.layer<double>(matrix, name, kFloat64), std::string("/layers/") + name);
  }
  for (const char* name : {"location", "class_mean", "mann_whitney_z"}) {
    check.finite(check.layer<double>(matrix, name, kFloat64), std::string("/layers/") + name);
  }
  for (const char* name : {"fires", "ks_positive"}) {
    check_each(matrix, name, "-1 to 1", check, [name](double v) {
      return (v >= -1 && v <= 1) || (std::isnan(v) && name == std::string_view("ks_positive"));
    });
  }
  check_each(matrix, "log10_p", "0 and less, finite", check, is_log_share);
  check_panel(matrix, check);
  const Column* n = matrix.obs.find("n");
  const Column* m = matrix.obs.find("m");
  const auto* inner = n == nullptr ? nullptr : std::get_if<Integers>(&n->data);
  const auto* outer = m == nullptr ? nullptr : std::get_if<Integers>(&m->data);
  if (x == nullptr || numerator == nullptr || presence == nullptr || absence == nullptr ||
      inner == nullptr || outer == nullptr) {
    return;
  }
  const std::uint64_t features = matrix.var.rows();
  check_x_against(matrix, *x, "numerator / (n · m)", check, [&](std::size_t i) {
    const double pairs =
        static_cast<double>((*inner)[i / features]) * static_cast<double>((*outer)[i / features]);
    return (*x)[i] == static_cast<double>((*numerator)[i]) / pairs;
  });
  check_x_against(
      matrix, *x, "presence or -absence, whichever is larger", check,
      [&](std::size_t i) { return std::abs((*x)[i]) == std::max((*presence)[i], (*absence)[i]); });
}

void check_shape(const Dict& null, const std::string& name, const h5::Shape& expected,
                 ContentCheck& check) {
  const auto* array = std::get_if<Array>(null.find(name));
  if (array == nullptr || array->shape == expected) return;
  check.add("/uns/lexicnn/null/" + name,
            fmt::format("has the shape {}, not {}", fmt::join(array->shape, " × "),
                        fmt::join(expected, " × ")));
}

void check_null(const Dict& null, std::uint64_t features, ContentCheck& check) {
  const std::string path = "/uns/lexicnn/null";
  const auto* layers = check.entry<std::vector<std::string>>(null, path, "layers", kTexts);
  const auto* sizes = check.elements<std::uint64_t>(null, path, "sizes", kUint64);
  const auto* counts = check.elements<std::uint64_t>(null, path, "counts", kUint64);
  check.entry<std::int64_t>(null, path, "repeats", kInteger);
  check.entry<std::int64_t>(null, path, "seed", kInteger);
  if (layers == nullptr || sizes == nullptr || counts == nullptr) return;
  if (std::adjacent_find(sizes->begin(), sizes->end(), std::greater_equal<>()) != sizes->end()) {
    check.add(path + "/sizes", "is not ascending");
  }
  check_shape(null, "counts", {layers->size(), sizes->size(), kNullBins}, check);
  if (null.find("share_error") != nullptr) {
    check.elements<double>(null, path, "share_error", kFloat64);
    check_shape(null, "share_error", {layers->size(), sizes->size(), kNullBins}, check);
  }
  if (null.find("feature_quantiles") == nullptr) return;
  const auto* levels = check.elements<double>(null, path, "feature_levels", kFloat64);
  check.elements<double>(null, path, "feature_quantiles", kFloat64);
  if (levels != nullptr)
    check_shape(null, "feature_quantiles", {levels->size(), sizes->size(), features}, check);
}

void check_resamples(const Dict& resamples, ContentCheck& check) {
  const std::string path = "/uns/lexicnn/resamples";
  const auto* strengths = check.elements<double>(resamples, path, "mean_abs", kFloat64);
  const auto* balances = check.elements<double>(resamples, path, "mean_signed", kFloat64);
  check.shares(strengths, path + "/mean_abs");
  if (strengths == nullptr || balances == nullptr) return;
  if (resamples.get<Array>("mean_abs").shape != resamples.get<Array>("mean_signed").shape)
    check.add(path + "/mean_signed", "has another shape than mean_abs");
}

/// The selection is there as a whole, or not at all.
void check_selection(const AnnotatedMatrix& matrix, const Dict& ours, ContentCheck& check) {
  if (!has_layer(matrix, "selected") && !has_layer(matrix, "noise_threshold") &&
      ours.find("select") == nullptr) {
    return;
  }
  const auto* selected = check.layer<std::int8_t>(matrix, "selected", kInt8);
  const auto* threshold = check.layer<double>(matrix, "noise_threshold", kFloat64);
  check.entry<Dict>(ours, "/uns/lexicnn", "select", kDictText);
  const auto* x = std::get_if<Floats>(&matrix.x.data);
  if (selected == nullptr || threshold == nullptr || x == nullptr) return;
  for (std::size_t i = 0; i < x->size(); ++i) {
    const int expected = std::abs((*x)[i]) > (*threshold)[i] ? ((*x)[i] > 0 ? 1 : -1) : 0;
    if ((*selected)[i] != expected) {
      return check.add("/layers/selected",
                       fmt::format("is {} where X is {} and the threshold {}: not {}",
                                   (*selected)[i], (*x)[i], (*threshold)[i], expected));
    }
  }
}

}  // namespace

void check_scores(const AnnotatedMatrix& matrix, const Dict& ours, ContentCheck& check) {
  check_obs(matrix.obs, check);
  check_scores_var(matrix.var, check);
  check_grids(matrix, check);
  if (ours.find("null") != nullptr) {
    const auto* null = check.entry<Dict>(ours, "/uns/lexicnn", "null", kDictText);
    if (null != nullptr) check_null(*null, matrix.var.rows(), check);
  }
  if (ours.find("resamples") != nullptr) {
    const auto* resamples = check.entry<Dict>(ours, "/uns/lexicnn", "resamples", kDictText);
    if (resamples != nullptr) check_resamples(*resamples, check);
  }
  check_selection(matrix, ours, check);
}

}  // namespace lexicnn
