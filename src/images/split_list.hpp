/// Published split files: one image a line, as text.
#pragma once

#include <filesystem>

#include "images/delimited.hpp"

namespace lexicnn::images {

/// Reads lines `PATH` or `PATH LABEL`, all of one form, as a manifest with the columns `path`,
/// `class` and `split`: the class is the label or, without, the path's first folder; the split is
/// the file's own name without its ending. A label is the last word, where it has neither `/` nor
/// `.`. Throws Error(file_missing), or Error(invalid_file) with the line.
DelimitedTable read_split_list(const std::filesystem::path& path);

}  // namespace lexicnn::images
