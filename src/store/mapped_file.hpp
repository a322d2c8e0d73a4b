/// A file's bytes in memory, mapped or copied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace lexicnn {

/// Maps a whole file for reading. The file must not shrink meanwhile.
class MappedFile {
 public:
  /// Throws Error(file_missing) where it cannot be read.
  explicit MappedFile(const std::filesystem::path& path);
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return bytes_; }

  /// Copies `out.size()` bytes that lie at `from` in bytes(), without touching the mapping. Throws
  /// Error(file_missing) where the file cannot be read or has shrunk.
  void read(const void* from, std::span<std::byte> out) const;

  /// Tells the system that the `size` bytes at `from` will be read soon.
  void expect(const void* from, std::size_t size) const noexcept;

 private:
  [[nodiscard]] std::int64_t offset(const void* from) const noexcept;
  [[noreturn]] void fail(const std::string& why) const;

  std::filesystem::path path_;
  int descriptor_ = -1;
  std::span<const std::byte> bytes_;
};

}  // namespace lexicnn
