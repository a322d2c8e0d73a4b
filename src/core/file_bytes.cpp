#include "lexicnn/core/file_bytes.hpp"

#include <cerrno>
#include <sys/types.h>
#include <unistd.h>

namespace lexicnn {
namespace {

/// Calls `move(bytes, offset)` until all bytes have been moved.
template <typename Byte, typename Move>
int move_all(std::uint64_t offset, std::span<Byte> bytes, const Move& move) {
  while (!bytes.empty()) {
    const ssize_t done = move(bytes, static_cast<off_t>(offset));
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return done < 0 ? errno : EIO;
    bytes = bytes.subspan(static_cast<std::size_t>(done));
    offset += static_cast<std::uint64_t>(done);
  }
  return 0;
}

}  // namespace

int write_all(int file, std::uint64_t offset, std::span<const std::byte> bytes) {
  return move_all(offset, bytes, [file](std::span<const std::byte> rest, off_t at) {
    return ::pwrite(file, rest.data(), rest.size(), at);
  });
}

int read_all(int file, std::uint64_t offset, std::span<std::byte> bytes) {
  return move_all(offset, bytes, [file](std::span<std::byte> rest, off_t at) {
    return ::pread(file, rest.data(), rest.size(), at);
  });
}

}  // namespace lexicnn
