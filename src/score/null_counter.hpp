/// The random classes of one feature after another, counted by |s|.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "score/class_lists.hpp"
#include "score/feature_scorer.hpp"
#include "score/sorted_feature.hpp"

namespace lexicnn {

/// One object a worker: it counts by itself, so that workers do not wait for each other.
class NullCounter {
 public:
  explicit NullCounter(const ScoreTask& task);

  /// Counts the |s| of all random classes of a sorted feature for the histograms of its layer,
  /// `counts` (sizes × bins), which must outlive the next flush().
  void add(const SortedFeature& feature, std::span<std::uint64_t> counts);

  /// Adds what was counted to the histograms. Other workers may do so at the same time.
  void flush();

 private:
  const ScoreTask& task_;
  ClassLists lists_;
  std::vector<std::uint64_t> numerators_;  // of each class
  std::vector<std::uint32_t> counted_;     // sizes × bins, not yet in the histograms
  std::uint64_t classes_counted_ = 0;      // in all of these
  std::span<std::uint64_t> counts_;        // the histograms they belong to
};

}  // namespace lexicnn
