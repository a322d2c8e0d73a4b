/// The tables of `evaluate` in a report.
#pragma once

#include <vector>

#include <nlohmann/json.hpp>

#include "lexicnn/report/report.hpp"

namespace lexicnn::reporting {

/// Null, or all evaluations as they are. Throws Error(invalid_file) naming the one that is not
/// what `evaluate --json` prints.
nlohmann::ordered_json evaluation_json(const std::vector<ReportEvaluation>& evaluations);

}  // namespace lexicnn::reporting
