/// How alike two classes are to a network: by their signed profiles over features.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "lexicnn/core/array.hpp"
#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/score/scores.hpp"
#include "lexicnn/select/select.hpp"

namespace lexicnn {

enum class LikenessMeasure {
  cosine,  ///< of the signed KS
  rank,    ///< Spearman's rank correlation of the signed KS, ties by mid-ranks
  overlap  ///< Jaccard of the signed selected features: same feature and same side
};

LEXICNN_API std::string_view to_string(LikenessMeasure measure) noexcept;

/// Likeness of each two of the classes `rows` over the features `features` (places in the scores):
/// symmetric, 1 on the diagonal, in [-1, 1] (overlap: [0, 1]). 0 between two classes where one has
/// no profile to compare: no feature with s other than 0, one rank for all features, or no
/// selection. Memory: 8 bytes for each of rows × features.
LEXICNN_API Grid<double> class_likeness(const Scores& scores, const Selection& selection,
                                        std::span<const std::uint64_t> rows,
                                        std::span<const std::uint64_t> features,
                                        LikenessMeasure measure, const Context& context = {});

}  // namespace lexicnn
