/// Checks a file against the written format (docs/format.md).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// One breach of the format: where in the file, and what is wrong.
struct FormatFinding {
  std::string element;  ///< e.g. "/obs/class/codes"
  std::string problem;
};

struct ValidateResult {
  std::string kind;  ///< "activations", "scores", "embedding", or empty for a foreign AnnData file
  std::uint64_t observations = 0;
  std::uint64_t variables = 0;
  std::vector<FormatFinding> findings;  ///< empty = valid
};

/// Throws Error(file_missing), or Error(invalid_file) where it is not an HDF5 file at all.
LEXICNN_API ValidateResult validate(const std::filesystem::path& path);

}  // namespace lexicnn
