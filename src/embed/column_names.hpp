/// Names of a source's columns, for messages.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lexicnn/embed/embedding.hpp"

namespace lexicnn::embed_stage {

/// One a column of a source of so many; empty for those that the embedding leaves out. Throws
/// Error(invalid_input) where it needs a column that the source does not have.
std::vector<std::string> names_by_column(const Embedding& embedding, std::uint64_t columns);

}  // namespace lexicnn::embed_stage
