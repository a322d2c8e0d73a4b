/// The running sums behind one row of a profile.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "lexicnn/profile/profile.hpp"

namespace lexicnn {

/// What was seen of one (class, feature).
struct PairSeen {
  double signed_ks = 0;
  double auc = 0.5;
  double null_above = 0;  ///< chance that a random pair exceeds this pair's threshold
  double null_mean = 0;
  double threshold = 0;
  Interval threshold_interval;
  std::int8_t selected = 0;
  std::uint64_t class_place = 0;
  std::uint64_t feature = 0;
};

/// What was seen of one feature over all classes.
struct FeatureSeen {
  std::uint64_t presence = 0;  ///< classes selected by presence
  std::uint64_t absence = 0;
  double zero_share = 0;
  bool dead = false;
  bool copy = false;  ///< of another in its class profile
};

/// A pair that goes farther than all others, with its s.
struct ExtremePair {
  double signed_ks = 0;
  std::uint64_t class_place = 0;
  std::uint64_t feature = 0;
};

/// Sums over a set of pairs and their features; sets are joined by `merge`.
class Tally {
 public:
  explicit Tally(std::uint64_t classes = 0) : features_by_classes_(classes + 1) {}

  void add(const PairSeen& pair);
  void add(const FeatureSeen& feature);
  void add_covered_class() { ++classes_covered_; }

  /// Adds the pairs and features of `other`; covered classes are counted for each set on its own.
  void merge(const Tally& other);

  /// The pairs of largest and smallest s, the first of equal ones; s is infinite where none was
  /// seen.
  [[nodiscard]] const ExtremePair& largest() const noexcept { return largest_; }
  [[nodiscard]] const ExtremePair& smallest() const noexcept { return smallest_; }

  /// Everything but names, place, quantiles and what the halves say.
  [[nodiscard]] LayerProfile row() const;

 private:
  std::uint64_t features_ = 0;
  std::uint64_t dead_ = 0;
  std::uint64_t both_ = 0;
  std::uint64_t pairs_ = 0;
  std::uint64_t presence_ = 0;
  std::uint64_t absence_ = 0;
  std::uint64_t classes_covered_ = 0;
  std::uint64_t copies_ = 0;
  double abs_ = 0;
  double signed_ = 0;
  double threshold_ = 0;
  double threshold_low_ = 0;
  double threshold_high_ = 0;
  double auc_distance_ = 0;
  double null_above_ = 0;
  double null_mean_ = 0;
  double zero_share_ = 0;
  ExtremePair largest_{-std::numeric_limits<double>::infinity()};
  ExtremePair smallest_{std::numeric_limits<double>::infinity()};
  std::vector<std::uint64_t> features_by_classes_;
};

}  // namespace lexicnn
