/// The random classes of one feature after another, counted by |s|.
#pragma once

#include <cstdint>
#include <vector>

#include "score/class_lists.hpp"
#include "score/feature_scorer.hpp"
#include "score/null_tally.hpp"
#include "score/sorted_feature.hpp"

namespace lexicnn {

/// One object a worker: it counts by itself, so that workers do not wait for each other.
class NullCounter {
 public:
  /// Without a tally nothing is counted.
  NullCounter(const ScoreTask& task, NullTally* tally);

  /// Counts the |s| of all random classes of a sorted feature of a layer.
  void add(const SortedFeature& sorted, std::uint32_t layer, std::uint64_t feature);

  /// Hands what was counted to the tally.
  void flush();

 private:
  void count(std::uint64_t repeat);

  const ScoreTask& task_;
  NullTally* tally_;
  ClassLists lists_;
  std::vector<std::uint64_t> numerators_;  // of each class
  std::vector<std::uint32_t> counts_;      // [batch][size][bin] of the layer, not yet in the tally
  std::vector<std::uint64_t> own_;         // [size][bin] of the feature, where its own null counts
  std::uint32_t layer_ = 0;
  std::uint64_t features_ = 0;  // in counts_
};

}  // namespace lexicnn
