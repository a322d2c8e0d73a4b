#include "images/files.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <vector>

#include "lexicnn/core/error.hpp"
#include "lexicnn/images/decode.hpp"

#include "images/names.hpp"

namespace lexicnn {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { ::close(number_); }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

std::string last_error() {
  return std::generic_category().message(errno);
}

/// Fills `bytes`, whose size is the file's. Returns why it cannot, or "".
std::string read_all(int file, std::vector<std::byte>& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = ::read(file, bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return last_error();
    if (got == 0) return "it became shorter while it was read";
    done += static_cast<std::size_t>(got);
  }
  return {};
}

std::int64_t change_time(const struct stat& status) {
  constexpr std::int64_t kNanoseconds = 1'000'000'000;
  return status.st_mtim.tv_sec * kNanoseconds + status.st_mtim.tv_nsec;
}

}  // namespace

std::vector<std::byte> read_file(const std::filesystem::path& path) {
  std::vector<std::byte> bytes;
  const std::string why = images::read_whole(path, bytes);
  if (why.empty()) return bytes;
  throw Error(ErrorKind::file_missing,
              fmt::format("cannot read '{}': {}", images::shown(path), why));
}

namespace images {

std::string read_whole(const std::filesystem::path& path, std::vector<std::byte>& bytes,
                       std::int64_t* modified) {
  // O_NONBLOCK: to open a pipe that nobody writes to must not wait for a writer.
  const int opened = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (opened < 0) return last_error();
  const Descriptor file(opened);
  struct stat status = {};
  if (::fstat(file.number(), &status) != 0) return last_error();
  if (S_ISDIR(status.st_mode)) return "it is a folder";
  if (!S_ISREG(status.st_mode)) return "it is not a regular file";
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size > kMaxFileBytes) {
    return fmt::format("it has {} bytes, more than the {} that are read", size, kMaxFileBytes);
  }
  bytes.resize(size);
  if (modified != nullptr) *modified = change_time(status);
  return read_all(file.number(), bytes);
}

std::optional<std::pair<std::uint64_t, std::int64_t>> size_and_time(
    const std::filesystem::path& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) return {};
  return std::pair{static_cast<std::uint64_t>(status.st_size), change_time(status)};
}

std::string shown(const std::filesystem::path& path) {
  return escape_name(path.native());
}

bool has_extension(const std::filesystem::path& path, std::string_view extension) {
  const std::string own = path.extension().native();
  return std::equal(own.begin(), own.end(), extension.begin(), extension.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

}  // namespace images
}  // namespace lexicnn
