#include "store/part_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <limits>
#include <sys/types.h>
#include <system_error>
#include <unistd.h>

#include "lexicnn/core/error.hpp"

namespace lexicnn {
namespace {

namespace fs = std::filesystem;

void check_space(const fs::path& target, std::uint64_t bytes) {
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<off_t>::max());
  const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  std::error_code unknown;
  const fs::space_info space = fs::space(folder, unknown);
  if (bytes <= kMost / 2 && (unknown || 2 * bytes <= space.available)) return;
  throw Error(ErrorKind::output_unwritable,
              fmt::format("cannot write '{}': twice {} bytes are needed in '{}', {} are free",
                          target.string(), bytes, folder.string(), space.available));
}

}  // namespace

PartFile::PartFile(const fs::path& target, std::uint64_t bytes) : scratch_(target, "part") {
  check_space(target, bytes);
  reserve(bytes);
}

void PartFile::reserve(std::uint64_t bytes) {
  const auto size = static_cast<off_t>(bytes);
  if (size == 0 || ::fallocate(scratch_.descriptor(), 0, 0, size) == 0) return;
  // Some file systems cannot reserve; the size alone still keeps rows at their offsets.
  if (errno != EOPNOTSUPP) fail(errno);
  if (::ftruncate(scratch_.descriptor(), size) != 0) fail(errno);
}

void PartFile::write(std::uint64_t offset, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t done =
        ::pwrite(scratch_.descriptor(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) fail(done < 0 ? errno : EIO);
    bytes = bytes.subspan(static_cast<std::size_t>(done));
    offset += static_cast<std::uint64_t>(done);
  }
}

void PartFile::read(std::uint64_t offset, std::span<std::byte> bytes) const {
  while (!bytes.empty()) {
    const ssize_t done =
        ::pread(scratch_.descriptor(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) fail(done < 0 ? errno : EIO);
    bytes = bytes.subspan(static_cast<std::size_t>(done));
    offset += static_cast<std::uint64_t>(done);
  }
}

void PartFile::fail(int error) const {
  throw Error(ErrorKind::output_unwritable,
              fmt::format("cannot write '{}': {}", scratch_.path().string(),
                          std::generic_category().message(error)));
}

}  // namespace lexicnn
