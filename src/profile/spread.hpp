/// Intervals over images, from the random halves that were scored.
#pragma once

#include <vector>

#include "lexicnn/profile/profile.hpp"
#include "lexicnn/score/layout.hpp"
#include "lexicnn/score/scores.hpp"

namespace lexicnn {

/// Standard deviation of the values (n - 1); NaN where there are fewer than two.
double deviation(const std::vector<double>& values);

/// Half the width of a 95 % interval, by the normal law.
inline constexpr double kNormal95 = 1.959963984540054;

/// Gives layers, bands and the whole what the halves say of them, and the intervals that follow.
void add_intervals(ProfileResult& result, const Scores& scores, const NetworkLayout& layout);

}  // namespace lexicnn
