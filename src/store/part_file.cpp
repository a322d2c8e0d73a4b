#include "store/part_file.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <limits>
#include <sys/stat.h>
#include <sys/types.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/file_bytes.hpp"

namespace lexicnn {
namespace {

namespace fs = std::filesystem;

/// Bytes of the file that have their place on the disk already.
std::uint64_t reserved_bytes(int file) {
  constexpr std::uint64_t kBlock = 512;  // the unit of st_blocks
  struct stat status {};
  return ::fstat(file, &status) == 0 ? kBlock * static_cast<std::uint64_t>(status.st_blocks) : 0;
}

}  // namespace

PartFile::PartFile(const fs::path& target, std::uint64_t bytes, std::uint64_t target_bytes,
                   Life life)
    : path_(path_of(target)) {
  if (life == Life::scratch) {
    scratch_.emplace(target, "part");
    path_ = scratch_->path();
  } else {
    open(life);
  }
  try {
    check_space(target, bytes, target_bytes);
    reserve(bytes);
  } catch (...) {
    if (file_ >= 0) ::close(file_);
    throw;
  }
}

PartFile::~PartFile() {
  if (file_ >= 0) ::close(file_);
}

fs::path PartFile::path_of(const fs::path& target) {
  return fs::path(target).concat(".part");
}

int PartFile::descriptor() const {
  return scratch_ ? scratch_->descriptor() : file_;
}

void PartFile::open(Life life) const {
  const int empty = life == Life::fresh ? O_TRUNC : 0;
  file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | empty, 0600);
  if (file_ < 0) fail(errno);
}

void PartFile::check_space(const fs::path& target, std::uint64_t bytes,
                           std::uint64_t target_bytes) const {
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<off_t>::max());
  const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  const std::uint64_t there = std::min(reserved_bytes(descriptor()), bytes);
  std::error_code unknown;
  const fs::space_info space = fs::space(folder, unknown);
  const bool fits = bytes <= kMost / 2 && target_bytes <= kMost / 2;
  if (fits && (unknown || bytes + target_bytes - there <= space.available)) return;
  throw Error(ErrorKind::output_unwritable,
              fmt::format("cannot write '{}': {} bytes and {} more while it is made are needed in "
                          "'{}', {} are free",
                          target.string(), target_bytes, bytes, folder.string(), space.available));
}

void PartFile::reserve(std::uint64_t bytes) {
  const auto size = static_cast<off_t>(bytes);
  if (size == 0 || ::fallocate(descriptor(), 0, 0, size) == 0) return;
  // Some file systems cannot reserve; the size alone still keeps rows at their offsets.
  if (errno != EOPNOTSUPP) fail(errno);
  if (::ftruncate(descriptor(), size) != 0) fail(errno);
}

void PartFile::write(std::uint64_t offset, std::span<const std::byte> bytes) {
  if (const int error = write_all(descriptor(), offset, bytes); error != 0) fail(error);
}

void PartFile::read(std::uint64_t offset, std::span<std::byte> bytes) const {
  if (!scratch_ && file_ < 0) open(Life::kept);
  if (const int error = read_all(descriptor(), offset, bytes); error != 0) fail(error);
}

void PartFile::reopen() {
  if (::close(std::exchange(file_, -1)) != 0) fail(errno);
}

void PartFile::fail(int error) const {
  throw Error(ErrorKind::output_unwritable, fmt::format("cannot write '{}': {}", path_.string(),
                                                        std::generic_category().message(error)));
}

}  // namespace lexicnn
