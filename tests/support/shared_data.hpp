/// Where the reference values and photographs lie that are not part of the project.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>

namespace lexicnn::test {

inline std::optional<std::filesystem::path> folder_from(const char* variable, const char* beside) {
  const char* given = std::getenv(variable);
  const std::filesystem::path path = given != nullptr && *given != '\0'
                                         ? std::filesystem::path(given)
                                         : std::filesystem::path(LEXICNN_SOURCE_DIR) / beside;
  std::error_code ignored;
  if (!std::filesystem::is_directory(path, ignored)) return std::nullopt;
  return path;
}

/// $LEXICNN_GOLDEN, or ../shared/golden beside the checkout.
inline std::optional<std::filesystem::path> golden_dir() {
  return folder_from("LEXICNN_GOLDEN", "../shared/golden");
}

/// $LEXICNN_DATA, or ../shared/data beside the checkout.
inline std::optional<std::filesystem::path> data_dir() {
  return folder_from("LEXICNN_DATA", "../shared/data");
}

/// A file of the models cache ($LEXICNN_CACHE, default ~/.cache/lexicnn), where `make models` puts
/// them.
inline std::optional<std::filesystem::path> cached_model(const char* name) {
  const char* cache = std::getenv("LEXICNN_CACHE");
  const char* home = std::getenv("HOME");
  if (cache == nullptr && home == nullptr) return std::nullopt;
  const std::filesystem::path path =
      (cache != nullptr ? std::filesystem::path(cache)
                        : std::filesystem::path(home) / ".cache" / "lexicnn") /
      name;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return std::nullopt;
  return path;
}

}  // namespace lexicnn::test
