/// The three to five sentences that a reader should take away, each with its number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lexicnn/lexicon/describe.hpp"
#include "lexicnn/profile/profile.hpp"
#include "lexicnn/score/scores.hpp"
#include "lexicnn/select/select.hpp"

namespace lexicnn::reporting {

struct Finding {
  std::string id;      ///< stable name of the kind of finding
  double value = 0;    ///< the number itself
  std::string figure;  ///< the number as shown
  std::string text;    ///< goes on from the figure; names are isolated for mixed text directions
  std::optional<std::uint64_t> class_place;  ///< the class to look at
  std::optional<std::uint64_t> layer_place;  ///< the layer to look at, place in the profile
};

/// Everything is computed from the arguments; a finding that needs what is not there (two classes,
/// a null, …) is left out. `classes` is in the order of the scores.
std::vector<Finding> make_findings(const Scores& scores, const ProfileResult& profile,
                                   const std::vector<ClassDescription>& classes);

}  // namespace lexicnn::reporting
