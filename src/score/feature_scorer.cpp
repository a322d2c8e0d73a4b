#include "score/feature_scorer.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

namespace lexicnn {

ClassSample FeatureScorer::sample(const ClassLists& lists, std::uint64_t c) const {
  return {lists.places(c), static_cast<std::int64_t>(task_.sizes[c]),
          static_cast<std::int64_t>(task_.total()), static_cast<std::int64_t>(sorted_.floor())};
}

std::uint64_t FeatureScorer::zeros_of(std::uint64_t c) const {
  if (sorted_.floor() != 0) return task_.sizes[c] - lists_.places(c).size();
  if (sorted_.zeros() == 0) return 0;
  const auto values = lists_.values(c);
  return static_cast<std::uint64_t>(std::count(values.begin(), values.end(), 0.0));
}

/// From the integers of a class to the numbers of the pair.
PairScores FeatureScorer::settle(std::uint64_t c) const {
  const ClassSample inner = sample(lists_, c);
  const KsCounts counts = ks_counts(inner);
  const auto n = static_cast<double>(inner.size);
  const auto m = static_cast<double>(inner.total - inner.size);
  const double denominator = n * m;
  const bool present = counts.plus >= counts.minus;
  PairScores out;
  out.numerator = present ? counts.plus : -counts.minus;
  out.signed_ks = static_cast<double>(out.numerator) / denominator;
  out.presence = static_cast<double>(counts.plus) / denominator;
  out.absence = static_cast<double>(counts.minus) / denominator;
  // Where class and rest are alike at every value, 0 is reached at the smallest.
  const std::uint32_t through =
      out.numerator == 0 ? sorted_.lowest_through()
                         : ks_first_reach(inner, present, present ? counts.plus : counts.minus);
  const std::int64_t inner_through = (through * inner.size - out.numerator) / inner.total;
  out.location = sorted_.value_through(through);
  out.inner_share = static_cast<double>(inner.size - inner_through) / n;
  out.outer_share = static_cast<double>(inner.total - inner.size - (through - inner_through)) / m;
  // Doubled Mann-Whitney U of the class: 2 R - n (n + 1).
  out.auc =
      static_cast<double>(counts.doubled_ranks - inner.size * (inner.size + 1)) / (2 * denominator);
  out.class_mean = ordered_sum(lists_.values(c)) / n;
  out.class_zero_share = static_cast<double>(zeros_of(c)) / n;
  return out;
}

FeatureFacts FeatureScorer::score(PairScores* pairs, std::size_t stride) {
  lists_.deal_with_values<std::uint32_t>(sorted_, task_.codes);
  for (std::uint64_t c = 0; c < task_.classes(); ++c)
    pairs[c * stride] = settle(c);
  const auto total = static_cast<double>(task_.total());
  FeatureFacts facts;
  facts.distinct = sorted_.distinct();
  facts.dead = facts.distinct == 1;
  facts.zero_share = static_cast<double>(sorted_.zeros()) / total;
  // A constant's mean is its value, without the rounding of a sum.
  facts.mean = facts.dead ? sorted_.lowest() : ordered_sum(sorted_.values()) / total;
  const double floor_squares = static_cast<double>(sorted_.floor()) * facts.mean * facts.mean;
  facts.std = std::sqrt((ordered_squares(sorted_.values(), facts.mean) + floor_squares) / total);
  return facts;
}

void FeatureScorer::add_null(std::span<std::uint64_t> counts) {
  for (std::uint64_t repeat = 0; repeat < task_.repeats; ++repeat) {
    task_.random.deal(repeat, sorted_, null_lists_);
    for (std::uint64_t c = 0; c < task_.classes(); ++c) {
      const std::uint64_t size = task_.sizes[c];
      const auto numerator = static_cast<std::uint64_t>(ks_largest(sample(null_lists_, c)));
      const std::uint64_t bin = NullDistribution::bin(numerator, size * (task_.total() - size));
      std::atomic_ref(counts[task_.size_place[c] * NullDistribution::kBins + bin])
          .fetch_add(1, std::memory_order_relaxed);
    }
  }
}

}  // namespace lexicnn
