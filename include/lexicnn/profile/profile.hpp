/// How each layer of a network behaves over all classes: the paper's findings as numbers.
#pragma once

#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/core/options.hpp"
#include "lexicnn/core/table.hpp"
#include "lexicnn/score/scores.hpp"
#include "lexicnn/select/select.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicnn {

struct ProfileOptions {
  std::vector<double> bands{1.0 / 3,
                            2.0 / 3};  ///< upper depth of all bands but the last, ascending
};

template <typename Options, typename Visitor>
requires std::same_as<std::remove_const_t<Options>, ProfileOptions>
void visit_options(Options& options, Visitor&& visit) {
  visit(OptionInfo{"band-edges", "", "upper depth of the low and of the middle band",
                   "0 < low < middle < 1"},
        options.bands);
}

/// The behaviour of one layer, or of a band of layers. A pair is a (class, feature) of these
/// layers; shares are in [0, 1].
struct LayerProfile {
  std::string name;         ///< layer, or band ("low", "middle", "high")
  std::uint64_t index = 0;  ///< place in the network (layers), or of the band
  double depth = 0;         ///< in [0, 1]; of a band: its middle
  std::uint64_t features = 0;
  std::uint64_t dead = 0;     ///< constant features
  std::uint64_t pairs = 0;    ///< classes × features
  double selected_share = 0;  ///< pairs that stand out
  double presence_share = 0;  ///< pairs selected by presence
  double absence_share = 0;   ///< pairs selected by absence
  double any_share = 0;       ///< features selected for at least one class
  double both_share = 0;      ///< features by presence for one class and by absence for another
  double none_share = 0;      ///< features selected for no class: noise features
  double noise_share =
      0;                ///< expected null pairs over their threshold / pairs selected; NaN if none
  double mean_abs = 0;  ///< mean of |s| over all pairs
  double null_mean_abs =
      0;  ///< the same of the null, weighted by the classes' sizes; NaN without null
  double median_abs = 0;
  double presence_q99 = 0;            ///< upper 1 % of s over the pairs
  double absence_q01 = 0;             ///< lower 1 % of s
  double max_presence = 0;            ///< largest s
  double max_absence = 0;             ///< smallest s
  double mean_auc_distance = 0;       ///< mean of |AUC - 0.5| over the pairs
  double zero_share = 0;              ///< mean over the features of the share of zeros
  std::uint64_t classes_covered = 0;  ///< classes with a selected feature here
  std::vector<std::uint64_t>
      classes_per_feature;  ///< [k] = features selected for exactly k classes
};

struct ProfileResult {
  std::vector<LayerProfile> layers;  ///< in the order of the network
  std::vector<LayerProfile> bands;
  LayerProfile all;  ///< the whole network, named "all"
};

LEXICNN_API ProfileResult profile(const Scores& scores, const Selection& selection,
                                  const ProfileOptions& options = {});

/// One row a layer, then the bands, then "all"; every column with its description.
LEXICNN_API Table to_table(const ProfileResult& result);

/// As the command prints it: an aligned text table of the main columns.
LEXICNN_API std::string to_text(const ProfileResult& result);

/// All fields, by name; documented in docs/profile.md.
LEXICNN_API std::string to_json(const ProfileResult& result);

/// RFC 4180 with a header line.
LEXICNN_API std::string to_csv(const ProfileResult& result);

}  // namespace lexicnn
