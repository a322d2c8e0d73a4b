/// The rows of a file in the making: a closed-size scratch file beside the target.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include "lexicnn/core/scratch_file.hpp"

namespace lexicnn {

/// A file `<target>.part-XXXXXX` of a fixed size, removed with the object.
class PartFile {
 public:
  /// Reserves the disk space. Throws Error(output_unwritable) where there is less free than twice
  /// `bytes` (the part and the file made from it lie side by side), or the file cannot be made.
  PartFile(const std::filesystem::path& target, std::uint64_t bytes);
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;
  ~PartFile() = default;

  /// Throw Error(output_unwritable) with the system's reason.
  void write(std::uint64_t offset, std::span<const std::byte> bytes);
  void read(std::uint64_t offset, std::span<std::byte> bytes) const;

 private:
  [[noreturn]] void fail(int error) const;
  void reserve(std::uint64_t bytes);

  ScratchFile scratch_;
};

}  // namespace lexicnn
