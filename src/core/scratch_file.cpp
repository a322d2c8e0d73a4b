#include "lexicnn/core/scratch_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <mutex>
#include <set>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/file_lock.hpp"

namespace lexicnn {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kRandom = "XXXXXX";

/// All scratch files of this process.
struct Registry {
  std::mutex mutex;
  std::set<fs::path> paths;
};

Registry& registry() {
  static Registry all;
  return all;
}

[[noreturn]] void fail_unwritable(const fs::path& target, int error) {
  throw Error(ErrorKind::output_unwritable, fmt::format("cannot write '{}': {}", target.string(),
                                                        std::generic_category().message(error)));
}

fs::path folder_for_scratch(const fs::path& target) {
  return target.has_parent_path() ? target.parent_path() : fs::path(".");
}

/// Removes the file where nobody has locked it.
void remove_abandoned(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (file < 0) return;
  if (lock_file(file) == FileLock::taken) ::unlink(path.c_str());
  ::close(file);
}

void remove_leftovers(const fs::path& target, const std::string& prefix) {
  std::error_code error;
  for (fs::directory_iterator at(folder_for_scratch(target), error), end; !error && at != end;
       at.increment(error)) {
    const std::string name = at->path().filename().string();
    std::error_code ignored;
    if (name.size() == prefix.size() + kRandom.size() && name.rfind(prefix, 0) == 0 &&
        at->is_regular_file(ignored)) {
      remove_abandoned(at->path());
    }
  }
}

/// Makes and locks a file; `name` ends in XXXXXX, which is replaced. A file system without locks
/// gives none, and none of its files is ever taken for abandoned.
int make_locked(const fs::path& target, std::string& name) {
  const std::string pattern = name;
  while (true) {
    name = pattern;
    const int file = ::mkostemp(name.data(), O_CLOEXEC);
    if (file < 0) fail_unwritable(target, errno);
    const bool taken = lock_file(file) == FileLock::refused;
    if (!taken && is_linked(file)) return file;
    ::close(file);  // another process took it for abandoned before it was locked
  }
}

}  // namespace

ScratchFile::ScratchFile(const fs::path& target, std::string_view kind) : target_(target) {
  const std::string prefix = fmt::format("{}.{}-", target.filename().string(), kind);
  remove_leftovers(target, prefix);
  std::string name = (folder_for_scratch(target) / (prefix + std::string(kRandom))).string();
  file_ = make_locked(target, name);
  path_ = std::move(name);
  const std::lock_guard guard(registry().mutex);
  registry().paths.insert(path_);
}

ScratchFile::~ScratchFile() {
  if (!path_.empty()) {
    ::unlink(path_.c_str());
    const std::lock_guard guard(registry().mutex);
    registry().paths.erase(path_);
  }
  if (file_ >= 0) ::close(file_);
}

void ScratchFile::become_target() {
  if (::rename(path_.c_str(), target_.c_str()) != 0) fail_unwritable(target_, errno);
  const std::lock_guard guard(registry().mutex);
  registry().paths.erase(std::exchange(path_, {}));
  ::close(std::exchange(file_, -1));
}

void remove_scratch_files() noexcept {
  // Without waiting for a thread that may never go on.
  const std::unique_lock guard(registry().mutex, std::try_to_lock);
  if (!guard.owns_lock()) return;
  for (const fs::path& path : registry().paths)
    ::unlink(path.c_str());
}

}  // namespace lexicnn
