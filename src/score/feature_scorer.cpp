#include "score/feature_scorer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicnn {
namespace {

/// Place in the list of the first member with at least `images` images below it.
std::size_t first_from(std::span<const std::uint64_t> places, std::uint32_t images) {
  const auto found = std::partition_point(
      places.begin(), places.end(),
      [images](std::uint64_t place) { return RunPlace::below(place) < images; });
  return static_cast<std::size_t>(found - places.begin());
}

/// Members among the `top` images of largest value. Where equal values straddle the last place, the
/// number to be expected if these are taken at random.
double members_on_top(const ClassSample& sample, std::uint64_t top) {
  const auto cut = sample.total - static_cast<std::int64_t>(top);
  const auto part = [cut](std::int64_t below, std::int64_t through) {
    return std::min(1.0, static_cast<double>(through - cut) / static_cast<double>(through - below));
  };
  double members = 0;
  for (auto place = sample.places.rbegin();
       place != sample.places.rend() && RunPlace::through(*place) > cut; ++place) {
    members += part(RunPlace::below(*place), RunPlace::through(*place));
  }
  if (sample.floor > cut) {
    members += static_cast<double>(sample.size - static_cast<std::int64_t>(sample.places.size())) *
               part(0, sample.floor);
  }
  return members;
}

}  // namespace

ClassSample FeatureScorer::sample(const ClassLists& lists, std::uint64_t c) const {
  return {lists.places(c), static_cast<std::int64_t>(task_.sizes[c]),
          static_cast<std::int64_t>(task_.total()), static_cast<std::int64_t>(sorted_.floor()), 0};
}

/// Members that are exactly 0. Zeros are one run: those at it lie between its begin and its end.
std::uint64_t FeatureScorer::zeros_of(std::uint64_t c) const {
  const auto places = lists_.places(c);
  if (sorted_.floor() != 0) return task_.sizes[c] - places.size();
  if (sorted_.zeros() == 0) return 0;
  const std::uint32_t end = sorted_.not_positive();
  return first_from(places, end) - first_from(places, end - sorted_.zeros());
}

/// Of a class whose share of the images at the smallest value is that of all images.
KsReach FeatureScorer::alike_at_lowest(const ClassSample& inner) const {
  const std::int64_t all = sorted_.lowest_through();
  return {all, all * inner.size / inner.total};
}

/// From the integers of a class to the numbers of the pair.
PairScores FeatureScorer::settle(std::uint64_t c) const {
  const ClassSample inner = sample(lists_, c);
  const KsCounts counts = ks_counts(inner);
  const auto n = static_cast<double>(inner.size);
  const auto m = static_cast<double>(inner.total - inner.size);
  const double denominator = n * m;
  PairScores out;
  out.numerator = counts.signed_numerator();
  out.signed_ks = static_cast<double>(out.numerator) / denominator;
  out.presence = static_cast<double>(counts.plus) / denominator;
  out.absence = static_cast<double>(counts.minus) / denominator;
  // Where class and rest are alike at every value, 0 is reached at the smallest.
  const KsReach at = out.numerator == 0
                         ? alike_at_lowest(inner)
                         : ks_first_reach(inner, out.numerator > 0, std::abs(out.numerator));
  out.location = sorted_.value_through(static_cast<std::uint32_t>(at.all));
  out.inner_share = static_cast<double>(inner.size - at.inner) / n;
  out.outer_share = static_cast<double>(inner.total - inner.size - (at.all - at.inner)) / m;
  // Doubled Mann-Whitney U of the class: 2 R - n (n + 1).
  const std::int64_t doubled_u = counts.doubled_ranks - inner.size * (inner.size + 1);
  out.auc = static_cast<double>(doubled_u) / (2 * denominator);
  if (!facts_.dead) {
    const std::int64_t excess = doubled_u - inner.size * (inner.total - inner.size);
    out.mann_whitney_z =
        static_cast<double>(excess) / (2 * std::sqrt(denominator) * rank_deviation_);
  }
  out.log10_p = p_values(c).log10_p(std::abs(out.numerator));
  out.class_mean = lists_.sum(c) / n;
  out.class_zero_share = static_cast<double>(zeros_of(c)) / n;
  settle_positive(inner, out);
  if (task_.panel_top != 0) settle_panel(c, inner, counts, out);
  return out;
}

/// The two halves of a feature that is mostly zero: how often it fires, and how strongly if it
/// does.
void FeatureScorer::settle_positive(const ClassSample& inner, PairScores& out) const {
  const std::uint32_t not_positive = sorted_.not_positive();
  if (not_positive == 0) {  // all fire
    out.ks_positive = out.signed_ks;
    return;
  }
  // Above a floor, all that is listed fires.
  const std::size_t first =
      not_positive == sorted_.floor() ? 0 : first_from(inner.places, not_positive);
  ClassSample positive{inner.places.subspan(first), 0, 0, 0, not_positive};
  positive.size = static_cast<std::int64_t>(positive.places.size());
  positive.total = inner.total - positive.below;
  const std::int64_t outer_size = inner.total - inner.size;
  const std::int64_t outer_positive = positive.total - positive.size;
  const double pairs = static_cast<double>(inner.size) * static_cast<double>(outer_size);
  out.fires = static_cast<double>(positive.size * outer_size - outer_positive * inner.size) / pairs;
  if (positive.size == 0 || outer_positive == 0) {
    out.ks_positive = std::numeric_limits<double>::quiet_NaN();
    return;
  }
  out.ks_positive = static_cast<double>(ks_extremes(positive).signed_numerator()) /
                    (static_cast<double>(positive.size) * static_cast<double>(outer_positive));
}

/// Other measures, to be compared with the signed KS.
void FeatureScorer::settle_panel(std::uint64_t c, const ClassSample& inner, const KsCounts& counts,
                                 PairScores& out) const {
  out.log10_p_presence = p_values(c).log10_p(counts.plus, KsSide::presence);
  out.log10_p_absence = p_values(c).log10_p(counts.minus, KsSide::absence);
  const double rest_mean = std::max(0.0, sum_ - out.class_mean * static_cast<double>(inner.size)) /
                           static_cast<double>(inner.total - inner.size);
  const double both = out.class_mean + rest_mean;
  out.class_selectivity = sorted_.lowest() < 0 ? std::numeric_limits<double>::quiet_NaN()
                          : both == 0          ? 0.0
                                               : (out.class_mean - rest_mean) / both;
  const std::uint64_t top = std::min(task_.panel_top, task_.total());
  out.precision_at_k = members_on_top(inner, top) / static_cast<double>(top);
}

FeatureFacts FeatureScorer::facts_of_sorted() const {
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

FeatureFacts FeatureScorer::score(PairScores* pairs, std::size_t stride) {
  facts_ = facts_of_sorted();
  const auto total = static_cast<double>(task_.total());
  sum_ = facts_.mean * total;
  rank_deviation_ = std::sqrt((total + 1 - sorted_.ties() / (total * (total - 1))) / 12);
  lists_.deal_and_sum<std::uint32_t>(sorted_, task_.codes);
  for (std::uint64_t c = 0; c < task_.classes(); ++c)
    pairs[c * stride] = settle(c);
  return facts_;
}

}  // namespace lexicnn
