/// An append-only list of byte strings in a file that may be cut off at any moment.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

namespace lexicnn {

/// Each entry carries its length and the CRC-32C of all of it. Opening finds the whole entries,
/// passes over what is spoilt between them, and cuts off what follows the last.
class Journal {
 public:
  /// Opens `path`, or makes it, and locks it as long as the object lives. Error(output_unwritable)
  /// where that cannot be, or another process has it.
  explicit Journal(std::filesystem::path path);
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  ~Journal();

  /// Calls `take` with each whole entry, in order. What is appended later follows the last. Returns
  /// false where the file holds no entry and does not begin as one: it is left as it is, since it
  /// may be anything.
  [[nodiscard]] bool read(const std::function<void(std::string_view)>& take);

  /// Error(output_unwritable).
  void append(std::string_view entry);

  /// Forgets all entries.
  void clear();

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  [[noreturn]] void fail(int error) const;
  [[nodiscard]] std::uint64_t size() const;
  void cut(std::uint64_t size);

  std::filesystem::path path_;
  int file_ = -1;
  std::uint64_t end_ = 0;
};

}  // namespace lexicnn
