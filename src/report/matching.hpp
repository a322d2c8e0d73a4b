/// Whether activations belong to scores, and which image is of which class.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lexicnn/report/report.hpp"

#include "report/firing.hpp"

namespace lexicnn::reporting {

/// The column of obs that the scores' classes name.
std::string label_column(const ReportInput& input);

/// The class of each row as a place in the scores, -1 for none. Throws Error(invalid_input) where
/// the activations do not fit the scores.
std::vector<std::int32_t> class_codes(const ReportInput& input);

/// The same activations put the same share of a class above the location: throws
/// Error(invalid_input) where one does not.
void check_shares(const Scores& scores, const std::vector<FiringRequest>& requests,
                  const std::vector<FiringImages>& firing);

}  // namespace lexicnn::reporting
