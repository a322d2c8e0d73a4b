/// Which rows of scores are classes, and which unite several.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lexicnn/score/scores.hpp"

namespace lexicnn {

/// A text column of the classes, or "" for each where there is none.
inline std::vector<std::string> class_texts(const Scores& scores, std::string_view column) {
  const Column* found = scores.classes.find(column);
  return found == nullptr ? std::vector<std::string>(scores.class_count())
                          : column_text(found->data);
}

inline bool is_synset_kind(std::string_view kind) {
  return kind == "synset";
}

/// The rows that are not synsets.
inline std::vector<std::uint64_t> class_rows(const Scores& scores) {
  const std::vector<std::string> kinds = class_texts(scores, "kind");
  std::vector<std::uint64_t> out;
  for (std::uint64_t row = 0; row < kinds.size(); ++row) {
    if (!is_synset_kind(kinds[row])) out.push_back(row);
  }
  return out;
}

}  // namespace lexicnn
