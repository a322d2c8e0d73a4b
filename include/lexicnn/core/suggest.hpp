/// Near names, for errors that help.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// A hint such as "; did you mean 'dalmatian'?" from the candidates nearest by edit distance (case
/// folded; at most a third of the name may differ, names that hold `name` count as near), or ""
/// where none is near. At most `limit` names.
LEXICNN_API std::string suggest(std::string_view name, const std::vector<std::string>& candidates,
                                std::size_t limit = 3);

}  // namespace lexicnn
