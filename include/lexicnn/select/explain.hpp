/// Why pairs are not selected: classes too small to stand out, and how near the nearest pair is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lexicnn/core/export.hpp"
#include "lexicnn/score/scores.hpp"
#include "lexicnn/select/select.hpp"

namespace lexicnn {

/// For each class whether even s = 1 would not be selected for any feature: its threshold is 1 in
/// every layer, or, by the rate of false discoveries, its smallest possible p is too large.
LEXICNN_API std::vector<bool> unscorable_classes(const Scores& scores, const Selection& selection);

/// The pair that comes nearest to being selected where none is.
struct NearestPair {
  std::uint64_t class_place = 0;
  std::uint64_t feature = 0;
  double signed_ks = 0;
  double threshold = 0;         ///< |s| that it would have to exceed
  double log10_p = 0;           ///< of this pair
  double smallest_log10_p = 0;  ///< of all pairs
  /// Images of the class from which the same s would be selected, the rest growing alike; none
  /// where more images do not help (s = 0, or the rule is one threshold for all).
  std::optional<std::uint64_t> images_needed;
};

/// None where a pair is selected, or where there is no pair.
LEXICNN_API std::optional<NearestPair> nearest_pair(const Scores& scores,
                                                    const Selection& selection);

/// One sentence on it, for a person.
LEXICNN_API std::string to_text(const NearestPair& nearest, const Scores& scores,
                                const Selection& selection);

}  // namespace lexicnn
