/// What the numbers of a run depend on, as facts by name: runs that share work must agree on all.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lexicnn/core/annotated.hpp"
#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// Name → value as text, in a fixed order.
using RunKey = std::vector<std::pair<std::string, std::string>>;

/// The facts of a provenance: nested dicts as "capture.tap", numbers and lists as text. Tables are
/// passed over, and so are the names in `left_out`.
LEXICNN_API RunKey facts_of(const Dict& dict, const std::vector<std::string_view>& left_out);

/// What differs, e.g. "capture.tap was 'linear', is 'activation'", joined by "; ". Empty where the
/// two agree.
LEXICNN_API std::string describe_changes(const RunKey& before, const RunKey& now);

}  // namespace lexicnn
