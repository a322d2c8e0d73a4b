/// What the score stage gives: for every class and feature, how the feature tells the class from
/// the rest.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lexicnn/core/annotated.hpp"
#include "lexicnn/core/array.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/core/table.hpp"

namespace lexicnn {

/// A number with the ends of its 95 % confidence interval, NaN where there is none.
struct Interval {
  double low = 0;
  double high = 0;
};

/// How R random relabellings are cut into batches, whose spread tells how sure the null is: at most
/// ten of them, all of one length; what is over belongs to none.
struct NullBatches {
  std::uint64_t length = 1;  ///< relabellings a batch
  std::uint64_t count = 0;   ///< whole batches
};

LEXICNN_API NullBatches null_batches(std::uint64_t repeats) noexcept;

/// Null distributions of |signed KS| from random classes, pooled over the features of a layer, one
/// a (layer, class size). Empty where no nulls were asked for.
struct LEXICNN_API NullDistribution {
  /// Bins of |s| over [0, 1]: bin b holds |s| in (b / bins, (b + 1) / bins], bin 0 also 0 itself.
  static constexpr std::uint64_t kBins = 4096;

  /// The quantiles that are kept of each feature's own null.
  static constexpr std::array<double, 5> kFeatureLevels{0.9, 0.95, 0.99, 0.995, 0.999};

  std::vector<std::string> layers;
  std::vector<std::uint64_t> sizes;   ///< the smallest class size of each null, ascending
  std::vector<std::uint64_t> counts;  ///< [layer][size][bin], row-major
  /// [layer][size][bin]: standard error of the share of the null above the bin's lower edge, from
  /// the spread over batches of relabellings; NaN where there are fewer than two.
  std::vector<double> share_error;
  /// [level][size][feature]: quantiles of each feature's own null, or empty. NaN where the
  /// relabellings are too few for the level.
  std::vector<double> feature_quantiles;
  std::uint64_t repeats = 0;  ///< random relabellings, R
  std::uint64_t seed = 0;

  [[nodiscard]] bool empty() const noexcept { return counts.empty(); }

  /// The smallest size of each null that classes of these sizes (ascending, each once) are given,
  /// of so many images in all: a class shares the null of the smaller one where it is at most 1 %
  /// larger and holds at most half of the images.
  static std::vector<std::uint64_t> shared_sizes(std::span<const std::uint64_t> sizes,
                                                 std::uint64_t images);

  /// Place in `sizes` of the null for a class of that many images, if it has one.
  [[nodiscard]] std::optional<std::uint64_t> place_of_size(std::uint64_t images) const;

  /// The same; throws Error(invalid_input) where it has none.
  [[nodiscard]] std::uint64_t find_size(std::uint64_t images) const;

  /// Bin of |s| = numerator / denominator, by exact integers.
  static std::uint64_t bin(std::uint64_t numerator, std::uint64_t denominator) noexcept;

  /// The smallest bin edge t such that at most a share 1 - q of the null lies above it: |s| > t
  /// then has null probability <= 1 - q. 0 < q < 1. NaN where the pair (layer, size) saw no value.
  [[nodiscard]] double quantile(std::uint64_t layer, std::uint64_t size, double q) const;

  /// Confidence interval of that quantile, for the relabellings being R drawn of all there are
  /// (Woodruff 1952); the upper end is 1 where R is too small to bound it.
  [[nodiscard]] Interval quantile_interval(std::uint64_t layer, std::uint64_t size, double q) const;

  /// Mean of the null's |s|, to half a bin.
  [[nodiscard]] double mean(std::uint64_t layer, std::uint64_t size) const;

  /// Share of the null above t.
  [[nodiscard]] double share_above(std::uint64_t layer, std::uint64_t size, double t) const;
};

/// What each of B random halves of the images says of each layer (`score --bootstrap`): their
/// spread is that of the same numbers over samples of images, the classes being given. 0 × 0 where
/// none were drawn.
struct Resamples {
  Grid<double> mean_abs;     ///< half × layer: mean of |s| over the pairs
  Grid<double> mean_signed;  ///< mean of s

  [[nodiscard]] bool empty() const noexcept { return mean_abs.empty(); }
};

/// Scores of K classes × F features. All grids are K × F.
struct LEXICNN_API Scores {
  /// Index: class names. Columns: `n` (images of the class), `m` (images of the rest), `single`
  /// (the class has one image).
  Table classes;

  /// Index: feature names. Columns: those given (`layer`, `layer_index`, `depth`, `channel`, …)
  /// plus `mean`, `std` (population), `zero_share`, `distinct` (number of distinct values), `dead`
  /// (constant).
  Table features;

  Grid<std::int64_t> numerator;   ///< of the signed KS; its denominator is n · m
  Grid<double> signed_ks;         ///< numerator / (n · m): D+ where D+ >= D-, else -D-; in [-1, 1]
  Grid<double> presence;          ///< D+ = max (G - F), in [0, 1]
  Grid<double> absence;           ///< D- = max (F - G), in [0, 1]
  Grid<double> location;          ///< smallest value at which the signed KS is reached
  Grid<double> auc;               ///< P(class > rest) + P(class = rest) / 2, in [0, 1]
  Grid<double> inner_share;       ///< share of the class above the location
  Grid<double> outer_share;       ///< share of the rest above the location
  Grid<double> class_mean;        ///< mean of the class
  Grid<double> class_zero_share;  ///< share of the class that is exactly 0
  Grid<double> log10_p;           ///< two-sided p of the signed KS (see KsPValues), in (-inf, 0]
  Grid<double> mann_whitney_z;    ///< standardised U with tie correction; above 0: class larger
  Grid<double> fires;             ///< P(x > 0 | class) - P(x > 0 | rest), in [-1, 1]
  Grid<double> ks_positive;       ///< signed KS among the values above 0; NaN where a side has none

  /// The panel of other measures (ScoreOptions::panel); else 0 × 0.
  Grid<double> log10_p_presence;   ///< one-sided p of D+
  Grid<double> log10_p_absence;    ///< one-sided p of D-
  Grid<double> class_selectivity;  ///< (class mean - rest mean) / (class mean + rest mean), in
                                   ///< [-1, 1] (Morcos et al. 2018, Zhou et al. 2018: CCMAS); NaN
                                   ///< where the feature has values below 0
  Grid<double> precision_at_k;     ///< share of the class among the images of the k largest values

  NullDistribution null;
  Resamples resamples;  ///< layers as in layer_names()

  [[nodiscard]] std::uint64_t class_count() const noexcept { return classes.rows(); }
  [[nodiscard]] std::uint64_t feature_count() const noexcept { return features.rows(); }
  [[nodiscard]] bool has_panel() const noexcept { return !precision_at_k.values().empty(); }

  /// Place of a class by name; throws Error(invalid_input) that suggests near names.
  [[nodiscard]] std::uint64_t find_class(std::string_view name) const;

  /// For each feature the place of its layer in `null.layers` order: layers in order of first
  /// appearance in `features`. One layer "all" where there is no `layer` column.
  [[nodiscard]] std::vector<std::uint32_t> layer_of_feature() const;
  [[nodiscard]] std::vector<std::string> layer_names() const;
};

/// As a scores file: obs = classes, var = features, X = signed KS, the other grids as layers, the
/// null in uns["lexicnn"]["null"]. `provenance` becomes uns["lexicnn"].
LEXICNN_API AnnotatedMatrix to_annotated(Scores scores, Dict provenance);

/// Back from a scores file; throws Error(invalid_file) naming what is missing.
LEXICNN_API Scores scores_from(const AnnotatedMatrix& matrix);

}  // namespace lexicnn
