/// Whole files, paths as text, and file endings.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace lexicnn::images {

/// Reads a whole regular file of at most kMaxFileBytes. Returns why it cannot be read, or "".
std::string read_whole(const std::filesystem::path& path, std::vector<std::byte>& bytes);

/// A path as it may stand in a message: one line of valid UTF-8.
std::string shown(const std::filesystem::path& path);

/// True where the path ends in `extension` (with its dot, in small letters), in any case.
bool has_extension(const std::filesystem::path& path, std::string_view extension);

}  // namespace lexicnn::images
