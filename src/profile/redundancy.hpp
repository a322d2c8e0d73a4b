/// Features that say the same of every class as another feature of their layer.
#pragma once

#include <vector>

#include "lexicnn/score/layout.hpp"
#include "lexicnn/score/scores.hpp"

namespace lexicnn {

/// Correlation of two class profiles from which one is taken for a near copy of the other.
inline constexpr double kNearCopy = 0.95;
/// With fewer classes than this, profiles agree by chance.
inline constexpr std::uint64_t kFewestClassesForCopies = 5;

/// For each feature whether its class profile (the signed KS of all classes) has a Pearson
/// correlation of kNearCopy or more with that of another feature of the same layer. Features whose
/// profile is constant or holds a NaN have no copies. Empty where the classes are too few.
std::vector<bool> near_copies(const Scores& scores, const NetworkLayout& layout);

}  // namespace lexicnn
