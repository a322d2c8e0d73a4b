/// Preprocessing as a JSON file.
#pragma once

#include <filesystem>

#include "lexicnn/images/preprocessing.hpp"

namespace lexicnn::images {

/// Reads a file as docs/preprocessing.md says. Throws Error(file_missing), or Error(invalid_file)
/// that names the key.
Preprocessing read_preprocessing_file(const std::filesystem::path& path);

}  // namespace lexicnn::images
