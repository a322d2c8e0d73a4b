#include "profile/tally.hpp"

#include <algorithm>
#include <cmath>

namespace lexicnn {
namespace {

/// NaN where nothing was counted.
double per(double sum, std::uint64_t count) {
  return count == 0 ? std::nan("") : sum / static_cast<double>(count);
}

double per(std::uint64_t part, std::uint64_t count) {
  return per(static_cast<double>(part), count);
}

void keep_larger(const ExtremePair& pair, ExtremePair& largest) {
  if (pair.signed_ks > largest.signed_ks) largest = pair;
}

void keep_smaller(const ExtremePair& pair, ExtremePair& smallest) {
  if (pair.signed_ks < smallest.signed_ks) smallest = pair;
}

}  // namespace

void Tally::add(const PairSeen& pair) {
  ++pairs_;
  presence_ += pair.selected > 0 ? 1 : 0;
  absence_ += pair.selected < 0 ? 1 : 0;
  abs_ += std::abs(pair.signed_ks);
  auc_distance_ += std::abs(pair.auc - 0.5);
  null_above_ += pair.null_above;
  null_mean_ += pair.null_mean;
  signed_ += pair.signed_ks;
  threshold_ += pair.threshold;
  threshold_low_ += pair.threshold_interval.low;
  threshold_high_ += pair.threshold_interval.high;
  keep_larger({pair.signed_ks, pair.class_place, pair.feature}, largest_);
  keep_smaller({pair.signed_ks, pair.class_place, pair.feature}, smallest_);
}

void Tally::add(const FeatureSeen& feature) {
  ++features_;
  dead_ += feature.dead ? 1 : 0;
  copies_ += feature.copy ? 1 : 0;
  both_ += feature.presence > 0 && feature.absence > 0 ? 1 : 0;
  zero_share_ += feature.zero_share;
  ++features_by_classes_[feature.presence + feature.absence];
}

void Tally::merge(const Tally& other) {
  features_ += other.features_;
  dead_ += other.dead_;
  both_ += other.both_;
  pairs_ += other.pairs_;
  presence_ += other.presence_;
  absence_ += other.absence_;
  abs_ += other.abs_;
  auc_distance_ += other.auc_distance_;
  null_above_ += other.null_above_;
  null_mean_ += other.null_mean_;
  zero_share_ += other.zero_share_;
  copies_ += other.copies_;
  signed_ += other.signed_;
  threshold_ += other.threshold_;
  threshold_low_ += other.threshold_low_;
  threshold_high_ += other.threshold_high_;
  keep_larger(other.largest_, largest_);
  keep_smaller(other.smallest_, smallest_);
  for (std::size_t k = 0; k < features_by_classes_.size(); ++k) {
    features_by_classes_[k] += other.features_by_classes_[k];
  }
}

LayerProfile Tally::row() const {
  const std::uint64_t selected = presence_ + absence_;
  LayerProfile out;
  out.features = features_;
  out.dead = dead_;
  out.pairs = pairs_;
  out.selected_share = per(selected, pairs_);
  out.presence_share = per(presence_, pairs_);
  out.absence_share = per(absence_, pairs_);
  out.none_share = per(features_by_classes_[0], features_);
  out.any_share = per(features_ - features_by_classes_[0], features_);
  out.both_share = per(both_, features_);
  out.noise_share = per(null_above_, selected);
  out.mean_abs = per(abs_, pairs_);
  out.null_mean_abs = per(null_mean_, pairs_);
  out.excess = out.mean_abs - out.null_mean_abs;
  out.mean_signed = per(signed_, pairs_);
  out.threshold = per(threshold_, pairs_);
  out.threshold_low = per(threshold_low_, pairs_);
  out.threshold_high = per(threshold_high_, pairs_);
  out.copy_share = per(copies_, features_);
  out.max_presence = pairs_ == 0 ? std::nan("") : largest_.signed_ks;
  out.max_absence = pairs_ == 0 ? std::nan("") : smallest_.signed_ks;
  out.mean_auc_distance = per(auc_distance_, pairs_);
  out.zero_share = per(zero_share_, features_);
  out.classes_covered = classes_covered_;
  out.classes_per_feature = features_by_classes_;
  return out;
}

}  // namespace lexicnn
