/// Thresholds of the digits from a data set's own scores.
#pragma once

#include <cstdint>

#include "lexicnn/core/export.hpp"
#include "lexicnn/score/scores.hpp"
#include "lexicnn/select/select.hpp"

namespace lexicnn {

/// Two cuts on the class means of standardised features, and how well they tell the three kinds of
/// pairs apart.
struct DerivedThresholds {
  double lower = 0;
  double upper = 0;
  /// (P(z < lower | absence) + P(lower <= z <= upper | noise) + P(z > upper | presence)) / 3
  double accuracy = 0;
  double paper_accuracy = 0;  ///< the same with -0.25 and 0.15
  std::uint64_t absence = 0;  ///< pairs of each kind
  std::uint64_t noise = 0;
  std::uint64_t presence = 0;
};

/// The pair of cuts of the largest balanced accuracy. As in the paper (arXiv 1705.07706, section
/// 3.3), each (class, feature) pair gives the mean over the class of the standardised feature, and
/// is characteristic by absence, by presence, or not at all: here by the selection. Cuts lie midway
/// between neighbouring values; of several that do as well, the ones nearest to 0 are taken, the
/// upper one first. Dead features and pairs that were not scored are left out.
///
/// Throws Error(invalid_input) where a kind has no pair.
LEXICNN_API DerivedThresholds derive_thresholds(const Scores& scores, const Selection& selection);

}  // namespace lexicnn
