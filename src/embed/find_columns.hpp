/// Features of a stored embedding among those of a matrix.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lexicnn/core/table.hpp"

namespace lexicnn::embed_stage {

/// Places of `names`, one a row of `var`, in `features`. Throws Error(invalid_input) naming one
/// that is not there, or that is read at another tap than `var` says.
std::vector<std::uint64_t> find_columns(const std::vector<std::string>& names, const Table& var,
                                        const Table& features);

}  // namespace lexicnn::embed_stage
