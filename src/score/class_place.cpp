#include "score/class_place.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/suggest.hpp"

namespace lexicnn {

std::uint64_t class_place(const std::vector<std::string>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("there is no class '{}'{}", name, suggest(name, names)));
  }
  return static_cast<std::uint64_t>(found - names.begin());
}

}  // namespace lexicnn
