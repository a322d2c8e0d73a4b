/// All numbers of one feature: what a worker does between reading a column and filing the results.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lexicnn/score/p_value.hpp"

#include "score/class_lists.hpp"
#include "score/ks_kernel.hpp"
#include "score/pair_scores.hpp"
#include "score/random_classes.hpp"
#include "score/sorted_feature.hpp"

namespace lexicnn {

/// What the workers share: the classes, and the random ones.
struct ScoreTask {
  std::vector<std::uint32_t> codes;  ///< class of each image; sizes.size() - 1 for none
  std::vector<std::uint64_t> sizes;  ///< of the classes, and last of the images without one
  RandomClasses random;
  std::uint64_t repeats = 0;
  std::vector<std::uint64_t> size_place;  ///< of each class among the distinct sizes
  std::vector<std::uint64_t> null_place;  ///< of each class among the sizes of the null
  std::vector<KsPValues> p_values;        ///< of each distinct size
  std::uint64_t panel_top = 0;            ///< k of the panel's precision; 0 = no panel

  [[nodiscard]] std::uint64_t classes() const noexcept { return sizes.size() - 1; }
  [[nodiscard]] std::uint64_t total() const noexcept { return codes.size(); }
};

struct FeatureFacts {
  double mean = 0, std = 0, zero_share = 0;
  std::int64_t distinct = 0;
  bool dead = false;
};

/// Scores one feature after another; one object a worker.
class FeatureScorer {
 public:
  explicit FeatureScorer(const ScoreTask& task) : task_(task), lists_(task.sizes) {}

  /// Sorts the column; returns the first row that is not finite, or SortedFeature::kFinite.
  std::size_t take(std::span<const std::byte> column, ElementType type) {
    return sorted_.sort(column, type);
  }

  [[nodiscard]] const SortedFeature& sorted() const noexcept { return sorted_; }

  /// Of the feature taken: facts, and the scores of class c at pairs[c · stride].
  FeatureFacts score(PairScores* pairs, std::size_t stride);

 private:
  [[nodiscard]] ClassSample sample(const ClassLists& lists, std::uint64_t c) const;
  [[nodiscard]] KsReach alike_at_lowest(const ClassSample& inner) const;
  [[nodiscard]] PairScores settle(std::uint64_t c) const;
  void settle_positive(const ClassSample& inner, PairScores& out) const;
  void settle_panel(std::uint64_t c, const ClassSample& inner, const KsCounts& counts,
                    PairScores& out) const;
  [[nodiscard]] FeatureFacts facts_of_sorted() const;
  [[nodiscard]] const KsPValues& p_values(std::uint64_t c) const {
    return task_.p_values[task_.size_place[c]];
  }
  [[nodiscard]] std::uint64_t zeros_of(std::uint64_t c) const;

  const ScoreTask& task_;
  SortedFeature sorted_;
  ClassLists lists_;
  FeatureFacts facts_;
  double rank_deviation_ = 0;  // sqrt((N + 1 - sum (t³ - t) / (N (N - 1))) / 12)
  double sum_ = 0;             // of all values
};

}  // namespace lexicnn
