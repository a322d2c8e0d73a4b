/// Where the file of a row of the activations lies.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace lexicnn::reporting {

/// The bytes that an escaped name stands for: `\\` is a backslash, `\xNN` a byte; anything else
/// stays.
std::string unescape_name(std::string_view name);

/// The file of an image below `root` (an absolute name stays as it is). Where it does not exist and
/// the name ends in a number given to a repeat (`#2`), the file without it.
std::filesystem::path image_path(const std::filesystem::path& root, std::string_view name);

}  // namespace lexicnn::reporting
