#include "profile/columns.hpp"

namespace lexicnn {
namespace {

constexpr ProfileColumn kColumns[] = {
    {"index", &LayerProfile::index, "place of the layer in the network, or of the band"},
    {"depth", &LayerProfile::depth, "place / (layers - 1), in [0, 1]; of a band its middle"},
    {"features", &LayerProfile::features, "features of the layers"},
    {"dead", &LayerProfile::dead, "features with the same value in every image"},
    {"pairs", &LayerProfile::pairs, "(class, feature) pairs that were scored"},
    {"selected_share", &LayerProfile::selected_share,
     "share of the pairs that stand out of the noise"},
    {"presence_share", &LayerProfile::presence_share,
     "share of the pairs selected by presence (s > 0)"},
    {"absence_share", &LayerProfile::absence_share,
     "share of the pairs selected by absence (s < 0)"},
    {"any_share", &LayerProfile::any_share,
     "share of the features selected for at least one class"},
    {"both_share", &LayerProfile::both_share,
     "share of the features selected by presence for one class and by absence for another"},
    {"none_share", &LayerProfile::none_share, "share of the features selected for no class"},
    {"noise_share", &LayerProfile::noise_share,
     "pairs expected over their thresholds by chance / pairs selected"},
    {"mean_abs", &LayerProfile::mean_abs, "mean of |s| over the pairs"},
    {"null_mean_abs", &LayerProfile::null_mean_abs,
     "the same expected of random classes of the same sizes"},
    {"excess", &LayerProfile::excess, "mean_abs - null_mean_abs"},
    {"excess_low", &LayerProfile::excess_low, "lower end of its 95 % interval over images"},
    {"excess_high", &LayerProfile::excess_high, "upper end"},
    {"mean_signed", &LayerProfile::mean_signed, "mean of s over the pairs"},
    {"signed_low", &LayerProfile::signed_low, "lower end of its 95 % interval over images"},
    {"signed_high", &LayerProfile::signed_high, "upper end"},
    {"threshold", &LayerProfile::threshold, "mean over the pairs of their noise threshold"},
    {"threshold_low", &LayerProfile::threshold_low,
     "the same of the lower ends of the thresholds' 95 % intervals"},
    {"threshold_high", &LayerProfile::threshold_high, "of the upper ends"},
    {"median_abs", &LayerProfile::median_abs, "median of |s| over the pairs"},
    {"presence_q99", &LayerProfile::presence_q99, "0.99 quantile of s over the pairs"},
    {"absence_q01", &LayerProfile::absence_q01, "0.01 quantile of s over the pairs"},
    {"max_presence", &LayerProfile::max_presence, "largest s"},
    {"max_absence", &LayerProfile::max_absence, "smallest s"},
    {"presence_class", &LayerProfile::presence_class, "class of the largest s"},
    {"presence_feature", &LayerProfile::presence_feature, "its feature"},
    {"absence_class", &LayerProfile::absence_class, "class of the smallest s"},
    {"absence_feature", &LayerProfile::absence_feature, "its feature"},
    {"copy_share", &LayerProfile::copy_share,
     "share of the features that are near copies of another in their class profile"},
    {"mean_auc_distance", &LayerProfile::mean_auc_distance, "mean of |AUC - 0.5| over the pairs"},
    {"zero_share", &LayerProfile::zero_share,
     "share of the values that are exactly 0, mean over the features"},
    {"classes_covered", &LayerProfile::classes_covered,
     "classes for which at least one feature is selected"},
};

}  // namespace

std::span<const ProfileColumn> profile_columns() noexcept {
  return kColumns;
}

}  // namespace lexicnn
