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

MappedFile::MappedFile(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const int error = file < 0 ? errno : map(file, bytes_);
  if (file >= 0) ::close(file);
  if (error != 0) {
    throw Error(ErrorKind::file_missing, fmt::format("cannot read '{}': {}", path.string(),
                                                     std::generic_category().message(error)));
  }
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

}  // namespace lexicnn
