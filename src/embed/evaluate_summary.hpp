/// From what happened on each split to means, intervals and tests.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lexicnn/embed/evaluate.hpp"

namespace lexicnn {

/// Fills in the accuracies from the predictions.
void measure(const ClassLabels& labels, const TrainTestSplit& split,
             const std::vector<std::int32_t>& predicted, SplitOutcome& outcome);

/// Appends an Evaluation for each number of shots; outcomes and predictions are one a split.
void add_evaluations(EvaluateResult& result, const std::string& representation,
                     ClassifierKind classifier, const std::vector<SplitOutcome>& outcomes,
                     const std::vector<std::vector<std::int32_t>>& predicted);

/// Appends the difference of every two representations, by classifier and shots.
void add_differences(EvaluateResult& result);

/// The numbers of shots in the order in which the splits have them.
std::vector<std::uint64_t> shots_of(const EvaluateResult& result);

/// The classifiers in the order of the evaluations.
std::vector<ClassifierKind> kinds_of(const EvaluateResult& result);

}  // namespace lexicnn
