/// Which rows of scores are classes, and which synsets that unite several.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lexicnn/score/scores.hpp"

namespace lexicnn::reporting {

/// "class" or "synset" for each row.
std::vector<std::string> class_kinds(const Scores& scores);

/// The rows that are classes.
std::vector<std::uint64_t> class_places(const Scores& scores);

}  // namespace lexicnn::reporting
