/// What scores and selection tell of one pair.
#pragma once

#include <cstdint>

#include "lexicnn/lexicon/describe.hpp"

namespace lexicnn {

/// All of a statement that is of the class `c` and the feature `f` alone.
inline Evidence evidence_of(const Scores& scores, const Selection& selection, std::uint64_t c,
                            std::uint64_t f) {
  return {scores.signed_ks(c, f),        scores.auc(c, f),         scores.location(c, f),
          scores.inner_share(c, f),      scores.outer_share(c, f), selection.threshold(c, f),
          selection.selected(c, f) != 0, scores.log10_p(c, f)};
}

}  // namespace lexicnn
