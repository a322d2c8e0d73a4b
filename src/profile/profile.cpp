#include "lexicnn/profile/profile.hpp"

#include <cmath>
#include <fmt/format.h>
#include <span>
#include <string_view>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/quantile.hpp"
#include "lexicnn/score/layout.hpp"

#include "profile/null_share.hpp"
#include "profile/redundancy.hpp"
#include "profile/spread.hpp"
#include "profile/tally.hpp"
#include "profile/trend.hpp"

namespace lexicnn {
namespace {

template <typename T>
void require_shape(const Scores& scores, const Grid<T>& grid, std::string_view name) {
  if (grid.rows() != scores.class_count() || grid.columns() != scores.feature_count()) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("'{}' is of {} × {} pairs, the scores are of {} × {}: score and select "
                            "again",
                            name, grid.rows(), grid.columns(), scores.class_count(),
                            scores.feature_count()));
  }
}

void check(const Scores& scores, const Selection& selection) {
  require_shape(scores, scores.signed_ks, "signed_ks");
  require_shape(scores, scores.auc, "auc");
  require_shape(scores, selection.selected, "selected");
  require_shape(scores, selection.threshold, "threshold");
}

/// The running sums of all layers, bands and the whole.
struct Tallies {
  std::vector<Tally> layers;
  std::vector<Tally> bands;
  Tally all;
};

/// One pass over the pairs, class by class.
class Counter {
 public:
  Counter(const Scores& scores, const Selection& selection, const NetworkLayout& layout)
      : scores_(scores),
        selection_(selection),
        layout_(layout),
        null_(scores, selection.options),
        seen_(scores.feature_count()),
        tallies_{std::vector<Tally>(layout.layers.size(), Tally(scores.class_count())),
                 std::vector<Tally>(layout.bands.size(), Tally(scores.class_count())),
                 Tally(scores.class_count())} {}

  Tallies count() {
    for (std::uint64_t c = 0; c < scores_.class_count(); ++c)
      count_class(c);
    count_features();
    for (std::size_t layer = 0; layer < layout_.layers.size(); ++layer) {
      const Tally& tally = tallies_.layers[layer];
      if (!layout_.bands.empty()) tallies_.bands[layout_.layers[layer].band].merge(tally);
      tallies_.all.merge(tally);
    }
    return std::move(tallies_);
  }

 private:
  void count_class(std::uint64_t c) {
    std::vector<bool> covered(layout_.layers.size());
    for (std::uint64_t f = 0; f < scores_.feature_count(); ++f) {
      const double s = scores_.signed_ks(c, f);
      if (std::isnan(s)) continue;
      const std::uint32_t layer = layout_.layer_of[f];
      const std::uint32_t null_layer = layout_.layers[layer].null_layer;
      const std::int8_t selected = selection_.selected(c, f);
      const double above = null_.above(null_layer, c, selection_.threshold(c, f));
      tallies_.layers[layer].add(PairSeen{s, scores_.auc(c, f), above, null_.mean(null_layer, c),
                                          selection_.threshold(c, f), null_.interval(null_layer, c),
                                          selected, c, f});
      seen_[f].presence += selected > 0 ? 1 : 0;
      seen_[f].absence += selected < 0 ? 1 : 0;
      if (selected != 0) covered[layer] = true;
    }
    cover(covered);
  }

  /// A class is covered by a band, or by the network, where any of its layers covers it.
  void cover(const std::vector<bool>& layers) {
    std::vector<bool> bands(layout_.bands.size());
    bool any = false;
    for (std::size_t layer = 0; layer < layers.size(); ++layer) {
      if (!layers[layer]) continue;
      tallies_.layers[layer].add_covered_class();
      if (!bands.empty()) bands[layout_.layers[layer].band] = true;
      any = true;
    }
    for (std::size_t band = 0; band < bands.size(); ++band) {
      if (bands[band]) tallies_.bands[band].add_covered_class();
    }
    if (any) tallies_.all.add_covered_class();
  }

  void count_features() {
    const auto& dead = scores_.features.get<std::vector<bool>>("dead");
    const auto& zero_share = scores_.features.get<std::vector<double>>("zero_share");
    const std::vector<bool> copies = near_copies(scores_, layout_);
    for (std::uint64_t f = 0; f < seen_.size(); ++f) {
      seen_[f].copy = !copies.empty() && copies[f];
      seen_[f].dead = dead[f];
      seen_[f].zero_share = zero_share[f];
      tallies_.layers[layout_.layer_of[f]].add(seen_[f]);
    }
  }

  const Scores& scores_;
  const Selection& selection_;
  const NetworkLayout& layout_;
  NullShare null_;
  std::vector<FeatureSeen> seen_;
  Tallies tallies_;
};

/// The signed KS of all pairs, those of a layer together and those of a band too: quantiles of
/// layers, bands and the whole then need one buffer. Each of them reorders its own values only, so
/// layers are to be asked first, then bands, then the whole.
class PairValues {
 public:
  PairValues(const Scores& scores, const NetworkLayout& layout)
      : scores_(scores), layout_(layout), layers_(layout.layers.size()) {
    values_.resize(scores.signed_ks.values().size());
    std::uint64_t begin = 0;
    for (std::uint32_t band = 0; band <= layout.bands.size(); ++band) {
      const std::uint64_t band_begin = begin;
      for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
        if (layout.layers[layer].band != band) continue;
        const std::uint64_t pairs = layout.layers[layer].features * scores.class_count();
        layers_[layer] = std::span(values_).subspan(begin, pairs);
        begin += pairs;
      }
      bands_.push_back(std::span(values_).subspan(band_begin, begin - band_begin));
    }
  }
  PairValues(const PairValues&) = delete;
  PairValues& operator=(const PairValues&) = delete;

  /// Fills in `value(s)` of all pairs.
  template <typename Function>
  void fill(Function value) {
    std::vector<std::uint64_t> used(layers_.size());
    for (std::uint64_t c = 0; c < scores_.class_count(); ++c) {
      for (std::uint64_t f = 0; f < scores_.feature_count(); ++f) {
        const std::uint32_t layer = layout_.layer_of[f];
        layers_[layer][used[layer]++] = value(scores_.signed_ks(c, f));
      }
    }
  }

  [[nodiscard]] std::span<double> layer(std::size_t place) const { return layers_[place]; }
  [[nodiscard]] std::span<double> band(std::size_t place) const { return bands_[place]; }
  [[nodiscard]] std::span<double> all() { return values_; }

 private:
  const Scores& scores_;
  const NetworkLayout& layout_;
  std::vector<double> values_;
  std::vector<std::span<double>> layers_;
  std::vector<std::span<double>> bands_;
};

/// Calls `set(row, values)` for the layers, the bands and the whole, in this order.
template <typename Function>
void for_each_row(ProfileResult& result, PairValues& values, Function set) {
  for (std::size_t i = 0; i < result.layers.size(); ++i)
    set(result.layers[i], values.layer(i));
  for (std::size_t i = 0; i < result.bands.size(); ++i)
    set(result.bands[i], values.band(i));
  set(result.all, values.all());
}

void add_quantiles(ProfileResult& result, const Scores& scores, const NetworkLayout& layout) {
  PairValues values(scores, layout);
  values.fill([](double s) { return s; });
  for_each_row(result, values, [](LayerProfile& row, std::span<double> pairs) {
    row.presence_q99 = linear_quantile(pairs, 0.99);
    row.absence_q01 = linear_quantile(pairs, 0.01);
  });
  values.fill([](double s) { return std::abs(s); });
  for_each_row(result, values, [](LayerProfile& row, std::span<double> pairs) {
    row.median_abs = linear_quantile(pairs, 0.5);
  });
}

/// A row of the counts, with the names of its strongest pairs.
LayerProfile row_of(const Tally& tally, const Scores& scores) {
  LayerProfile row = tally.row();
  if (row.pairs != 0) {
    row.presence_class = scores.classes.index[tally.largest().class_place];
    row.presence_feature = scores.features.index[tally.largest().feature];
    row.absence_class = scores.classes.index[tally.smallest().class_place];
    row.absence_feature = scores.features.index[tally.smallest().feature];
  }
  if (scores.class_count() < kFewestClassesForCopies) row.copy_share = std::nan("");
  return row;
}

LayerProfile named(LayerProfile row, std::string name, std::uint64_t index, double depth) {
  row.name = std::move(name);
  row.index = index;
  row.depth = depth;
  return row;
}

}  // namespace

ProfileResult profile(const Scores& scores, const Selection& selection,
                      const ProfileOptions& options) {
  check(scores, selection);
  const NetworkLayout layout = layout_of(scores, options.bands);
  const Tallies tallies = Counter(scores, selection, layout).count();
  ProfileResult out;
  for (std::size_t i = 0; i < layout.layers.size(); ++i) {
    const LayerPlace& layer = layout.layers[i];
    out.layers.push_back(
        named(row_of(tallies.layers[i], scores), layer.name, layer.index, layer.depth));
  }
  for (std::size_t i = 0; i < layout.bands.size(); ++i) {
    const BandPlace& band = layout.bands[i];
    out.bands.push_back(
        named(row_of(tallies.bands[i], scores), band.name, i, (band.lower + band.upper) / 2));
  }
  out.all = named(row_of(tallies.all, scores), "all", 0, 0.5);
  add_quantiles(out, scores, layout);
  add_intervals(out, scores, layout);
  if (out.layers.size() > 1) out.trends = trends_of(out.layers);
  return out;
}

}  // namespace lexicnn
