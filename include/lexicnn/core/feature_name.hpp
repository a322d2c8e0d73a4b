/// Feature names `layer:channel`, and the glob patterns that choose layers and classes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

struct FeatureName {
  std::string layer;
  std::uint64_t channel = 0;

  friend bool operator==(const FeatureName&, const FeatureName&) = default;
};

LEXICNN_API std::string to_string(const FeatureName& name);

/// Reads `layer:channel` at the last colon (a layer's own name may hold colons); empty where there
/// is no colon or no number after it.
LEXICNN_API std::optional<FeatureName> parse_feature_name(std::string_view text);

/// Shell-style match of the whole text: `*` any run, `?` any one byte, `[abc]` or `[a-z]` or
/// `[!a-z]` one of a set; `\` takes the next byte as it is.
LEXICNN_API bool glob_match(std::string_view pattern, std::string_view text);

/// True where any pattern matches; an empty list matches everything.
LEXICNN_API bool glob_match_any(const std::vector<std::string>& patterns, std::string_view text);

}  // namespace lexicnn
