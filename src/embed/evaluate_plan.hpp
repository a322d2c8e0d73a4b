/// What an evaluation is to do, and the memory it takes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lexicnn/core/context.hpp"
#include "lexicnn/embed/evaluate.hpp"

#include "embed/representation.hpp"

namespace lexicnn {

struct EvaluationTask {
  std::vector<Representation> representations;  ///< those needed, `wanted` or not
  std::vector<ClassifierKind> kinds;
  std::vector<TrainTestSplit> splits;  ///< none for clustering
  EvaluatePlan plan;
};

/// Checks inputs and options, and throws as `evaluate` does.
EvaluationTask make_task(const std::vector<EvaluationInput>& inputs, const ClassLabels& labels,
                         const std::vector<std::string>& splits, const EvaluateOptions& options,
                         const Context& context);

}  // namespace lexicnn
