/// The two models whose preprocessing lexicnn knows.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// A model that `make models` makes, recognised by its content.
struct KnownModel {
  std::string name;
  std::string preprocessing;        ///< preset
  std::vector<std::string> layers;  ///< patterns that are used where none are given
};

LEXICNN_API std::optional<KnownModel> known_model(std::string_view sha256);

}  // namespace lexicnn
