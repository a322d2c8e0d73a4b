/// The place of a feature by name, with an error that helps where there is none.
#pragma once

#include <cstdint>
#include <string_view>

#include "lexicnn/score/scores.hpp"

namespace lexicnn {

/// Throws Error(invalid_input): of a known layer it tells the features, else near names.
std::uint64_t find_feature(const Scores& scores, std::string_view name);

}  // namespace lexicnn
