#include "images/folder.hpp"

#include <algorithm>
#include <compare>
#include <fmt/format.h>
#include <optional>
#include <set>
#include <sys/stat.h>
#include <system_error>

#include "lexicnn/core/error.hpp"

#include "images/files.hpp"
#include "images/names.hpp"

namespace lexicnn::images {
namespace {

namespace fs = std::filesystem;

/// The names in a folder that are not hidden, bytewise sorted.
std::vector<std::string> names_in(const fs::path& folder) {
  std::error_code error;
  std::vector<std::string> names;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    std::string name = entry->path().filename().native();
    if (name.front() != '.') names.push_back(std::move(name));
  }
  if (error) {
    throw Error(ErrorKind::file_missing,
                fmt::format("cannot list folder '{}': {}", shown(folder), error.message()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Which folder it is, whatever path leads to it; nothing where it is not a folder.
struct FolderId {
  dev_t device = 0;
  ino_t inode = 0;
  friend auto operator<=>(const FolderId&, const FolderId&) = default;
};

std::optional<FolderId> folder_id(const fs::path& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) return std::nullopt;
  return FolderId{status.st_dev, status.st_ino};
}

class Walk {
 public:
  Walk(const fs::path& root, const Context& context) : root_(root), context_(context) { claim({}); }

  /// False, with a warning, where the folder, whatever leads to it, is taken already: no image is
  /// counted twice.
  bool claim(const std::string& folder) {
    const auto id = folder_id(root_ / folder);
    if (!id || claimed_.insert(*id).second) return true;
    context_.say(LogLevel::warning,
                 fmt::format("'{}' is passed over: it leads to a folder that is read already",
                             shown(root_ / folder)));
    return false;
  }

  /// All files below a folder, which is given relative to the root.
  std::vector<std::string> files_below(const std::string& folder) {
    std::vector<std::string> files;
    enter(folder, files);
    std::sort(files.begin(), files.end());
    return files;
  }

 private:
  void enter(const std::string& folder, std::vector<std::string>& files) {
    context_.check_stop();
    for (const std::string& name : names_in(root_ / folder)) {
      const std::string relative = folder + "/" + name;
      if (!folder_id(root_ / relative)) {
        files.push_back(relative);
      } else if (claim(relative)) {
        enter(relative, files);
      }
    }
  }

  const fs::path& root_;
  const Context& context_;
  std::set<FolderId> claimed_;
};

/// Files at the root that describe a set and are no part of it.
bool describes_the_set(const std::string& name) {
  return name.starts_with("README") || name == "SHA256SUMS" || has_extension(name, ".tsv") ||
         has_extension(name, ".csv");
}

void warn_of_strays(const fs::path& root, const std::vector<std::string>& names,
                    const Context& context) {
  if (names.empty()) return;
  constexpr std::size_t kNamed = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(kNamed, names.size()); ++i) {
    text += fmt::format("{}'{}'", i == 0 ? "" : ", ", escape_name(names[i]));
  }
  if (names.size() > kNamed) text += fmt::format(" and {} more", names.size() - kNamed);
  context.say(LogLevel::warning,
              fmt::format("passed over in '{}', because images belong into the folder of their "
                          "class: {}",
                          shown(root), text));
}

/// The names of the root that are class folders. Folders come before links, so that a link to one
/// does not take its place.
std::set<std::string> claim_classes(const fs::path& root, const std::vector<std::string>& names,
                                    Walk& walk) {
  std::set<std::string> out;
  for (const bool links : {false, true}) {
    for (const std::string& name : names) {
      const fs::path path = root / name;
      if (folder_id(path) && fs::is_symlink(path) == links && walk.claim(name)) out.insert(name);
    }
  }
  return out;
}

}  // namespace

std::vector<ClassFolder> list_class_folders(const fs::path& root,
                                            const std::function<bool(const std::string&)>& keep,
                                            const Context& context) {
  std::vector<ClassFolder> classes;
  std::vector<std::string> strays;
  Walk walk(root, context);
  const std::vector<std::string> names = names_in(root);
  const std::set<std::string> claimed = claim_classes(root, names, walk);
  for (const std::string& name : names) {
    if (claimed.contains(name)) {
      if (keep(name)) classes.push_back({name, walk.files_below(name)});
    } else if (!folder_id(root / name) && !describes_the_set(name)) {
      strays.push_back(name);
    }
  }
  warn_of_strays(root, strays, context);
  return classes;
}

}  // namespace lexicnn::images
