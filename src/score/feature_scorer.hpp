/// All numbers of one feature: what a worker does between reading a column and filing the results.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lexicnn/score/scores.hpp"

#include "score/class_lists.hpp"
#include "score/ks_kernel.hpp"
#include "score/random_classes.hpp"
#include "score/sorted_feature.hpp"

namespace lexicnn {

/// What the workers share: the classes, and the random ones.
struct ScoreTask {
  std::vector<std::uint32_t> codes;  ///< class of each image; sizes.size() - 1 for none
  std::vector<std::uint64_t> sizes;  ///< of the classes, and last of the images without one
  RandomClasses random;
  std::uint64_t repeats = 0;
  std::vector<std::uint64_t> size_place;  ///< of each class among the null's distinct sizes

  [[nodiscard]] std::uint64_t classes() const noexcept { return sizes.size() - 1; }
  [[nodiscard]] std::uint64_t total() const noexcept { return codes.size(); }
};

/// One (class, feature) pair; the names are those of `Scores`.
struct PairScores {
  std::int64_t numerator = 0;
  double signed_ks = 0, presence = 0, absence = 0, location = 0, auc = 0;
  double inner_share = 0, outer_share = 0, class_mean = 0, class_zero_share = 0;
};

struct FeatureFacts {
  double mean = 0, std = 0, zero_share = 0;
  std::int64_t distinct = 0;
  bool dead = false;
};

/// Scores one feature after another; one object a worker.
class FeatureScorer {
 public:
  explicit FeatureScorer(const ScoreTask& task)
      : task_(task), lists_(task.sizes), null_lists_(task.sizes) {}

  /// Sorts the column; returns the first row that is not finite, or SortedFeature::kFinite.
  std::size_t take(std::span<const std::byte> column, ElementType type) {
    return sorted_.sort(column, type);
  }

  /// Of the feature taken: facts, and the scores of class c at pairs[c · stride].
  FeatureFacts score(PairScores* pairs, std::size_t stride);

  /// Adds the |s| of every random class to the histograms of the feature's layer: `counts` is
  /// sizes × bins. Other workers may add to it at the same time.
  void add_null(std::span<std::uint64_t> counts);

 private:
  [[nodiscard]] ClassSample sample(const ClassLists& lists, std::uint64_t c) const;
  [[nodiscard]] PairScores settle(std::uint64_t c) const;
  [[nodiscard]] std::uint64_t zeros_of(std::uint64_t c) const;

  const ScoreTask& task_;
  SortedFeature sorted_;
  ClassLists lists_;
  ClassLists null_lists_;
};

}  // namespace lexicnn
