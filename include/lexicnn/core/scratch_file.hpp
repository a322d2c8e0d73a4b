/// Files beside an output while it is being made, of which none is left behind.
#pragma once

#include <filesystem>
#include <string_view>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// A new, empty file `<target>.<kind>-XXXXXX`, removed with the object. It is locked while the
/// object lives; what a killed process left of this target and kind has no lock any more and is
/// removed first.
class LEXICNN_API ScratchFile {
 public:
  /// Throws Error(output_unwritable) where no file can be made.
  ScratchFile(const std::filesystem::path& target, std::string_view kind);
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  ~ScratchFile();

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

  /// Open for reading and writing.
  [[nodiscard]] int descriptor() const noexcept { return file_; }

  /// Renames it to the target, which is replaced; it is a scratch file no more. Throws
  /// Error(output_unwritable).
  void become_target();

 private:
  std::filesystem::path target_;
  std::filesystem::path path_;  // empty once it is the target
  int file_ = -1;
};

/// Removes all scratch files of this process: for a program that must end at once.
LEXICNN_API void remove_scratch_files() noexcept;

}  // namespace lexicnn
