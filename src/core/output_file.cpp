#include "lexicnn/core/output_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "lexicnn/core/error.hpp"

namespace lexicnn {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail_unwritable(const fs::path& path, std::string_view why) {
  throw Error(ErrorKind::output_unwritable,
              fmt::format("cannot write '{}': {}", path.string(), why));
}

void require_absent(const fs::path& target) {
  std::error_code ignored;
  if (fs::symlink_status(target, ignored).type() != fs::file_type::not_found) {
    throw Error(ErrorKind::output_exists,
                fmt::format("'{}' exists; give another name or --overwrite", target.string()));
  }
}

void sync(const fs::path& path, int flags) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC);
  if (file < 0) fail_unwritable(path, std::generic_category().message(errno));
  const int status = ::fsync(file);
  const int error = errno;
  ::close(file);
  if (status != 0) fail_unwritable(path, std::generic_category().message(error));
}

fs::path folder_of(const fs::path& target) {
  return target.has_parent_path() ? target.parent_path() : fs::path(".");
}

/// The target, where a file can be made beside it and renamed to it.
const fs::path& checked(const fs::path& target, bool overwrite) {
  std::error_code ignored;
  if (!overwrite) require_absent(target);
  if (fs::is_directory(target, ignored)) fail_unwritable(target, "it is a folder");
  // Renaming over a device or a link would replace it, not write to it.
  const fs::file_type type = fs::symlink_status(target, ignored).type();
  if (type != fs::file_type::not_found && type != fs::file_type::regular) {
    fail_unwritable(target, "it is not a regular file");
  }
  const fs::path folder = folder_of(target);
  if (!fs::is_directory(folder, ignored)) {
    fail_unwritable(target, fmt::format("there is no folder '{}'", folder.string()));
  }
  return target;
}

/// Scratch files are private; an output gets the rights that any other new file would have.
void give_usual_rights(int file) {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::fchmod(file, 0666 & ~mask);
}

}  // namespace

OutputFile::OutputFile(fs::path target, bool overwrite)
    : target_(checked(target, overwrite)), overwrite_(overwrite), scratch_(target_, "tmp") {
  give_usual_rights(scratch_.descriptor());
}

void OutputFile::require_possible(const fs::path& target, bool overwrite) {
  const OutputFile trial(target, overwrite);
}

void OutputFile::commit() {
  sync(temporary(), O_RDONLY);
  if (!overwrite_) require_absent(target_);
  scratch_.become_target();
  sync(folder_of(target_), O_RDONLY | O_DIRECTORY);
}

void write_text_file(const fs::path& target, std::string_view text, bool overwrite) {
  OutputFile output(target, overwrite);
  std::ofstream file(output.temporary(), std::ios::binary | std::ios::trunc);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  if (!file) fail_unwritable(target, std::generic_category().message(errno));
  output.commit();
}

}  // namespace lexicnn
