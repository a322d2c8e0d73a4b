/// Other comparisons than a class against the rest, each from the same engine.
#pragma once

#include <span>
#include <string_view>

#include "lexicnn/score/score.hpp"

namespace lexicnn {

/// Scores the classes of several sets of labels over the same images, one after another: classes
/// may overlap across sets, and each is held against all images that are not its own. Nulls of one
/// class size are pooled. Throws as `score`, and Error(invalid_input) where a name comes twice or
/// no labels are given.
LEXICNN_API Scores score_sets(const FeatureSource& source, std::span<const ClassLabels> sets,
                              const Table& features, const ScoreOptions& options = {},
                              const Context& context = {});

/// Scores every other class against the images of the class `reference` only; images of further
/// classes have no say in a pair. `Scores::classes` has the column `reference`, and n and m are the
/// sizes of the two. The facts of the features are over all images. Throws as `score`, and
/// Error(invalid_input) where there is no such class or it is the only one.
LEXICNN_API Scores score_against(const FeatureSource& source, const ClassLabels& labels,
                                 std::string_view reference, const Table& features,
                                 const ScoreOptions& options = {}, const Context& context = {});

/// Scores every pair of classes, the earlier against the later, as rows "a vs b" with the columns
/// `class` and `reference`. No null is drawn, whatever `options.nulls`: its thresholds are one a
/// class size, and here the other side varies too; the p-values remain. Throws as `score_against`.
LEXICNN_API Scores score_one_vs_one(const FeatureSource& source, const ClassLabels& labels,
                                    const Table& features, const ScoreOptions& options = {},
                                    const Context& context = {});

}  // namespace lexicnn
