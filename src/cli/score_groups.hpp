/// Groups of classes, as `score --groups` reads them and scores files keep them.
#pragma once

#include <filesystem>
#include <vector>

#include "lexicnn/core/annotated.hpp"
#include "lexicnn/score/labels.hpp"

namespace lexicnn::cli {

/// The groups of a CSV file, in the order in which they first come. Throws Error(file_missing),
/// Error(invalid_file) naming file and line.
std::vector<ClassGroup> read_groups(const std::filesystem::path& path);

/// The memberships as two lists of one length.
Dict groups_dict(const std::vector<ClassGroup>& groups);

}  // namespace lexicnn::cli
