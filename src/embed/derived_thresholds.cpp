#include "lexicnn/embed/derived_thresholds.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <vector>

#include "lexicnn/core/error.hpp"
#include "lexicnn/embed/embedding.hpp"

namespace lexicnn {
namespace {

/// The class mean of a pair's standardised feature, and the pair's kind: -1, 0 or +1.
struct Pair {
  double z = 0;
  std::int8_t kind = 0;
};

using Counts = std::array<std::uint64_t, 3>;  // absence, noise, presence

std::vector<Pair> pairs_of(const Scores& scores, const Selection& selection) {
  const auto& mean = scores.features.get<std::vector<double>>("mean");
  const auto& deviation = scores.features.get<std::vector<double>>("std");
  const auto& dead = scores.features.get<std::vector<bool>>("dead");
  std::vector<Pair> out;
  for (std::uint64_t c = 0; c < scores.class_count(); ++c) {
    for (std::uint64_t f = 0; f < scores.feature_count(); ++f) {
      if (dead[f] || deviation[f] == 0 || std::isnan(scores.signed_ks(c, f))) continue;
      out.push_back({(scores.class_mean(c, f) - mean[f]) / deviation[f], selection.selected(c, f)});
    }
  }
  return out;
}

Counts count_kinds(const std::vector<Pair>& pairs) {
  Counts out{};
  for (const Pair& pair : pairs)
    ++out.at(static_cast<std::size_t>(pair.kind + 1));
  return out;
}

double share(std::uint64_t part, std::uint64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

double accuracy_of(const std::vector<Pair>& pairs, const Counts& all, double lower, double upper) {
  Counts right{};
  for (const Pair& pair : pairs) {
    const int said = static_cast<int>(pair.z > upper) - static_cast<int>(pair.z < lower);
    if (said == pair.kind) ++right.at(static_cast<std::size_t>(pair.kind + 1));
  }
  return (share(right[0], all[0]) + share(right[1], all[1]) + share(right[2], all[2])) / 3;
}

/// Places where the sorted values may be cut, each with the pairs of each kind below it.
struct Cut {
  double at = 0;
  Counts below{};
};

std::vector<Cut> cuts_of(const std::vector<Pair>& sorted) {
  std::vector<Cut> out;
  Counts below{};
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    ++below.at(static_cast<std::size_t>(sorted[i].kind + 1));
    if (i + 1 == sorted.size() || sorted[i + 1].z == sorted[i].z) continue;
    // Halves first: a sum could overflow. Rounding may take it to one of the two values.
    const double middle = sorted[i].z / 2 + sorted[i + 1].z / 2;
    if (middle > sorted[i].z && middle < sorted[i + 1].z) out.push_back({middle, below});
  }
  return out;
}

/// True where a cut of this gain is to be taken in place of the best so far.
bool is_better(double gain, double at, double best_gain, double best_at) {
  return gain > best_gain || (gain == best_gain && std::abs(at) < std::abs(best_at));
}

/// Of all lower <= upper: the accuracy is a sum of what each of the two gains, so that one pass up
/// the cuts, with the best lower cut so far, finds the best pair.
void choose_cuts(const std::vector<Cut>& cuts, const Counts& all, DerivedThresholds& out) {
  double lower_gain = -std::numeric_limits<double>::infinity();
  double best = -std::numeric_limits<double>::infinity();
  double lower = 0;
  for (const Cut& cut : cuts) {
    const double noise_below = share(cut.below[1], all[1]);
    const double as_lower = share(cut.below[0], all[0]) - noise_below;
    if (is_better(as_lower, cut.at, lower_gain, lower)) {
      lower_gain = as_lower;
      lower = cut.at;
    }
    const double gain = lower_gain + noise_below - share(cut.below[2], all[2]);
    if (is_better(gain, cut.at, best, out.upper)) {
      best = gain;
      out.lower = lower;
      out.upper = cut.at;
    }
  }
}

}  // namespace

DerivedThresholds derive_thresholds(const Scores& scores, const Selection& selection) {
  std::vector<Pair> pairs = pairs_of(scores, selection);
  const Counts all = count_kinds(pairs);
  if (std::find(all.begin(), all.end(), 0U) != all.end()) {
    throw Error(
        ErrorKind::invalid_input,
        fmt::format("thresholds cannot be derived from {} pairs by absence, {} of noise and "
                    "{} by presence: each kind is needed; give the thresholds",
                    all[0], all[1], all[2]));
  }
  DerivedThresholds out;
  out.absence = all[0];
  out.noise = all[1];
  out.presence = all[2];
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.z < b.z; });
  const std::vector<Cut> cuts = cuts_of(pairs);
  if (cuts.empty()) {
    throw Error(ErrorKind::invalid_input,
                "thresholds cannot be derived: all pairs have the same class mean; give the "
                "thresholds");
  }
  choose_cuts(cuts, all, out);
  out.accuracy = accuracy_of(pairs, all, out.lower, out.upper);
  out.paper_accuracy = accuracy_of(pairs, all, kPaperLower, kPaperUpper);
  return out;
}

}  // namespace lexicnn
