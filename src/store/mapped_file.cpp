#include "store/mapped_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "lexicnn/core/error.hpp"

namespace lexicnn {
namespace {

/// Maps `file`, or returns what errno says.
int map(int file, std::span<const std::byte>& bytes) {
  struct stat status {};
  if (::fstat(file, &status) != 0) return errno;
  if (!S_ISREG(status.st_mode)) return S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) return 0;
  void* address = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file, 0);
  if (address == MAP_FAILED) return errno;
  bytes = {static_cast<const std::byte*>(address), size};
  return 0;
}

}  // namespace

MappedFile::MappedFile(const std::filesystem::path& path)
    : path_(path), descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
  const int error = descriptor_ < 0 ? errno : map(descriptor_, bytes_);
  if (error == 0) return;
  if (descriptor_ >= 0) ::close(descriptor_);
  fail(std::generic_category().message(error));
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
  ::close(descriptor_);
}

std::int64_t MappedFile::offset(const void* from) const noexcept {
  return static_cast<const std::byte*>(from) - bytes_.data();
}

void MappedFile::read(const void* from, std::span<std::byte> out) const {
  std::int64_t at = offset(from);
  while (!out.empty()) {
    const ssize_t done = ::pread(descriptor_, out.data(), out.size(), static_cast<off_t>(at));
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) fail(std::generic_category().message(errno));
    if (done == 0) fail("it is shorter than it was when it was opened");
    out = out.subspan(static_cast<std::size_t>(done));
    at += done;
  }
}

void MappedFile::expect(const void* from, std::size_t size) const noexcept {
  // A failure costs time, nothing else.
  (void)::posix_fadvise(descriptor_, static_cast<off_t>(offset(from)), static_cast<off_t>(size),
                        POSIX_FADV_WILLNEED);
}

void MappedFile::fail(const std::string& why) const {
  throw Error(ErrorKind::file_missing, fmt::format("cannot read '{}': {}", path_.string(), why));
}

}  // namespace lexicnn
