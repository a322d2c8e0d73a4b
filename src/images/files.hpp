/// Whole files, paths as text, and file endings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lexicnn::images {

/// Reads a whole regular file of at most kMaxFileBytes, and when it was changed last. Returns why
/// it cannot be read, or "".
std::string read_whole(const std::filesystem::path& path, std::vector<std::byte>& bytes,
                       std::int64_t* modified = nullptr);

/// Size and time of the last change (in ns) of what is there, or nothing.
std::optional<std::pair<std::uint64_t, std::int64_t>> size_and_time(
    const std::filesystem::path& path);

/// A path as it may stand in a message: one line of valid UTF-8.
std::string shown(const std::filesystem::path& path);

/// True where the path ends in `extension` (with its dot, in small letters), in any case.
bool has_extension(const std::filesystem::path& path, std::string_view extension);

}  // namespace lexicnn::images
