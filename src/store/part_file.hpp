/// The rows of a file in the making, at fixed offsets of a file beside the target.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>

#include "lexicnn/core/scratch_file.hpp"

namespace lexicnn {

/// A file of a fixed size whose disk space is reserved.
class PartFile {
 public:
  /// What becomes of the file.
  enum class Life {
    scratch,  ///< `<target>.part-XXXXXX`, new and removed with the object
    fresh,    ///< `<target>.part`, emptied first; stays
    kept,     ///< `<target>.part` with the rows it has; stays
  };

  /// Throws Error(output_unwritable) where there is less space than for `bytes` and `target_bytes`
  /// (the part and the file made from it lie side by side), or the file cannot be made.
  PartFile(const std::filesystem::path& target, std::uint64_t bytes, std::uint64_t target_bytes,
           Life life);
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;
  ~PartFile();

  /// Where a file that stays lies.
  static std::filesystem::path path_of(const std::filesystem::path& target);

  /// Throw Error(output_unwritable) with the system's reason.
  void write(std::uint64_t offset, std::span<const std::byte> bytes);
  void read(std::uint64_t offset, std::span<std::byte> bytes) const;

  /// Of a file that stays: it is closed, and the next read opens it anew. A network's file system
  /// shows what other machines have written only then.
  void reopen();

 private:
  [[nodiscard]] int descriptor() const;
  [[noreturn]] void fail(int error) const;
  void open(Life life) const;
  void check_space(const std::filesystem::path& target, std::uint64_t bytes,
                   std::uint64_t target_bytes) const;
  void reserve(std::uint64_t bytes);

  std::optional<ScratchFile> scratch_;
  std::filesystem::path path_;
  mutable int file_ = -1;  // where there is no scratch file
};

}  // namespace lexicnn
