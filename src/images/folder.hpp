/// What lies in a folder with a folder a class.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "lexicnn/core/context.hpp"

namespace lexicnn::images {

/// One class folder; names are bytes as the file system has them.
struct ClassFolder {
  std::string name;
  std::vector<std::string> files;  ///< relative to the root, bytewise sorted
};

/// The class folders at `root`, bytewise sorted, those without files too. `keep(name)` chooses by
/// the folder's name; the others are not entered. Throws Error(file_missing) where a folder cannot
/// be listed.
std::vector<ClassFolder> list_class_folders(const std::filesystem::path& root,
                                            const std::function<bool(const std::string&)>& keep,
                                            const Context& context);

}  // namespace lexicnn::images
