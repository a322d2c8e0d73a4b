/// What every function of scores and their selection asks first.
#pragma once

#include "lexicnn/score/scores.hpp"
#include "lexicnn/select/select.hpp"

namespace lexicnn {

/// Throws Error(invalid_input) where the selection is not of as many classes and features.
void require_selection(const Scores& scores, const Selection& selection);

}  // namespace lexicnn
