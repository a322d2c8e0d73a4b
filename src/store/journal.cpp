#include "store/journal.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <limits>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "lexicnn/core/crc32c.hpp"
#include "lexicnn/core/error.hpp"
#include "lexicnn/core/file_bytes.hpp"
#include "lexicnn/core/file_lock.hpp"

namespace lexicnn {
namespace {

/// Before every entry: a mark to find the next one by, and what the entry must be.
struct Head {
  std::uint32_t mark = 0;
  std::uint32_t size = 0;
  std::uint32_t crc = 0;  // of size and entry
};

constexpr std::string_view kMarkText = "LXJ1";
constexpr std::uint32_t kMark = 0x314A584C;  // its bytes

std::uint32_t crc_of(std::string_view entry) {
  const auto size = static_cast<std::uint32_t>(entry.size());
  return crc32c(std::as_bytes(std::span(entry)), crc32c(std::as_bytes(std::span(&size, 1))));
}

/// The entry that begins at the front of `bytes`, where a whole one does.
std::optional<std::string_view> entry_at(std::string_view bytes) {
  Head head;
  if (bytes.size() < sizeof head) return {};
  std::memcpy(&head, bytes.data(), sizeof head);
  if (head.mark != kMark || head.size > bytes.size() - sizeof head) return {};
  const std::string_view entry = bytes.substr(sizeof head, head.size);
  if (crc_of(entry) != head.crc) return {};
  return entry;
}

/// Where the next entry may begin, from `at` on.
std::size_t next_mark(std::string_view bytes, std::size_t at) {
  return std::min(bytes.find(kMarkText, at), bytes.size());
}

}  // namespace

Journal::Journal(std::filesystem::path path) : path_(std::move(path)) {
  while (true) {
    file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (file_ < 0) fail(errno);
    const FileLock lock = lock_file(file_);
    if (lock != FileLock::refused && is_linked(file_)) return;
    ::close(file_);
    if (lock == FileLock::refused) {
      throw Error(ErrorKind::output_unwritable,
                  fmt::format("another run is at work on '{}'; wait for its end, or give another "
                              "output",
                              path_.string()));
    }
  }
}

Journal::~Journal() {
  ::close(file_);
}

bool Journal::read(const std::function<void(std::string_view)>& take) {
  std::string bytes(size(), '\0');
  if (const int error = read_all(file_, 0, std::as_writable_bytes(std::span(bytes))); error != 0) {
    fail(error);
  }
  end_ = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    if (const auto entry = entry_at(std::string_view(bytes).substr(at))) {
      take(*entry);
      at += sizeof(Head) + entry->size();
      end_ = at;
    } else {
      at = next_mark(bytes, at + 1);
    }
  }
  const std::string_view begin = std::string_view(bytes).substr(0, kMarkText.size());
  if (end_ == 0 && begin != kMarkText.substr(0, begin.size())) return false;
  cut(end_);
  return true;
}

void Journal::append(std::string_view entry) {
  if (entry.size() > std::numeric_limits<std::uint32_t>::max()) fail(EFBIG);
  const Head head{kMark, static_cast<std::uint32_t>(entry.size()), crc_of(entry)};
  std::string bytes(reinterpret_cast<const char*>(&head), sizeof head);
  bytes += entry;
  if (const int error = write_all(file_, end_, std::as_bytes(std::span(bytes))); error != 0) {
    fail(error);
  }
  end_ += bytes.size();
}

void Journal::clear() {
  cut(0);
  end_ = 0;
}

std::uint64_t Journal::size() const {
  struct stat status {};
  if (::fstat(file_, &status) != 0) fail(errno);
  return static_cast<std::uint64_t>(status.st_size);
}

void Journal::cut(std::uint64_t size) {
  if (::ftruncate(file_, static_cast<off_t>(size)) != 0) fail(errno);
}

void Journal::fail(int error) const {
  throw Error(ErrorKind::output_unwritable, fmt::format("cannot write '{}': {}", path_.string(),
                                                        std::generic_category().message(error)));
}

}  // namespace lexicnn
