/// How each layer of a network behaves over all classes: the paper's findings as numbers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/core/options.hpp"
#include "lexicnn/core/table.hpp"
#include "lexicnn/score/scores.hpp"
#include "lexicnn/select/select.hpp"

namespace lexicnn {

struct ProfileOptions {
  /// Upper depth (inclusive) of each band, ascending; the last band ends at 1, given or not. Three
  /// bands are named low, middle and high, two low and high, others by number; a band without a
  /// layer is left out. Fewer than two: no bands.
  std::vector<double> bands{1.0 / 3, 2.0 / 3};
};

template <typename Options, typename Visitor>
requires std::same_as<std::remove_const_t<Options>, ProfileOptions>
void visit_options(Options& options, Visitor&& visit) {
  visit(
      OptionInfo{
          "bands", "",
          "upper depth of each band of layers, ascending, as 0.333,0.667; the last ends at 1",
          "0 < depth <= 1"},
      options.bands);
}

/// The behaviour of one layer, or of a band of layers. A pair is a (class, feature) of these layers
/// that was scored (its s is not NaN); shares are in [0, 1], or NaN where there is nothing to
/// share; s is the signed KS. Quantiles interpolate linearly (NumPy's default, Hyndman and Fan's
/// type 7).
struct LayerProfile {
  std::string name;         ///< layer, or band ("low", "middle", "high")
  std::uint64_t index = 0;  ///< place in the network (layers), or of the band
  double depth = 0;         ///< in [0, 1]; of a band: its middle
  std::uint64_t features = 0;
  std::uint64_t dead = 0;     ///< features with the same value in every image
  std::uint64_t pairs = 0;    ///< classes × features
  double selected_share = 0;  ///< pairs that stand out
  double presence_share = 0;  ///< pairs selected by presence
  double absence_share = 0;   ///< pairs selected by absence
  double any_share = 0;       ///< features selected for at least one class
  double both_share = 0;      ///< features by presence for one class and by absence for another
  double none_share = 0;      ///< features selected for no class: noise features
  double noise_share = 0;     ///< pairs expected over their thresholds by chance / pairs selected;
                              ///< may exceed 1; NaN without a null or without a selected pair
  double mean_abs = 0;        ///< mean of |s| over the pairs
  double null_mean_abs = 0;   ///< mean over the pairs of the null's |s| for their layer and class
                              ///< size; NaN without a null
  /// mean_abs - null_mean_abs, with its 95 % interval over images (NaN without `score --bootstrap`)
  double excess = 0, excess_low = 0, excess_high = 0;
  /// mean of s: above 0 where presence outweighs absence; with its interval over images
  double mean_signed = 0, signed_low = 0, signed_high = 0;
  /// mean over the pairs of their noise threshold, and of the ends of its 95 % interval (NaN where
  /// the threshold is no quantile of the layers' null)
  double threshold = 0, threshold_low = 0, threshold_high = 0;
  double median_abs = 0;    ///< of |s|
  double presence_q99 = 0;  ///< 0.99 quantile of s over the pairs
  double absence_q01 = 0;   ///< 0.01 quantile of s
  double max_presence = 0;  ///< largest s
  double max_absence = 0;   ///< smallest s
  /// The pairs of these two; empty where there is no pair.
  std::string presence_class, presence_feature, absence_class, absence_feature;
  double copy_share = 0;  ///< features whose class profile is nearly that of another of the layer;
                          ///< NaN with fewer than 5 classes
  double mean_auc_distance = 0;       ///< mean of |AUC - 0.5| over the pairs
  double zero_share = 0;              ///< mean over the features of the share of zeros
  std::uint64_t classes_covered = 0;  ///< classes with a selected feature here
  std::vector<std::uint64_t>
      classes_per_feature;  ///< [k] = features selected for exactly k classes
  /// Means of |s| and of s in each random half of the images; empty without them.
  std::vector<double> half_abs, half_signed;
};

/// How a measure of the layers goes with their depth.
struct Trend {
  std::string measure;
  double rho = 0;            ///< Spearman's correlation
  double low = 0, high = 0;  ///< 95 % interval, NaN with fewer than 5 layers
  double p = 0;              ///< of as strong a trend by chance, from 9,999 orders of the layers
  std::uint64_t layers = 0;
};

struct ProfileResult {
  std::vector<LayerProfile>
      layers;  ///< in the order of the network (`layer_index`, else as they come)
  std::vector<LayerProfile> bands;  ///< by depth
  LayerProfile all;                 ///< the whole network, named "all"
  std::vector<Trend> trends;        ///< of several measures, where there is more than one layer
};

/// Needs the feature columns `dead` and `zero_share` and the class column `n`; uses `layer`,
/// `layer_index` and `depth` where they are there. Throws Error(invalid_option) for bands that do
/// not ascend, Error(invalid_input) where scores, null and selection do not belong together.
LEXICNN_API ProfileResult profile(const Scores& scores, const Selection& selection,
                                  const ProfileOptions& options = {});

/// One row a layer (named "layer:NAME"), then the bands ("band:NAME"), then "network:all"; every
/// column with its description.
LEXICNN_API Table to_table(const ProfileResult& result);

/// An aligned table of the main columns, 100 wide; longer layer names keep their end.
LEXICNN_API std::string to_text(const ProfileResult& result);

/// More tables, as the command prints them after that: thresholds and excess with their intervals,
/// features by the number of their classes, strongest pairs, trends over depth.
LEXICNN_API std::string to_more_text(const ProfileResult& result);

/// All fields by name in `layers`, `bands` and `all`, and the trends in `trends`; NaN is null.
/// Documented in docs/profile.md.
LEXICNN_API std::string to_json(const ProfileResult& result);

/// RFC 4180 with a header line.
LEXICNN_API std::string to_csv(const ProfileResult& result);

}  // namespace lexicnn
