/// Outputs that are whole or absent: written under a temporary name, synced, then renamed.
#pragma once

#include <filesystem>
#include <string_view>

#include "lexicnn/core/export.hpp"
#include "lexicnn/core/scratch_file.hpp"

namespace lexicnn {

/// One output being made. Nothing appears at `target` until `commit`; without it the temporary file
/// is removed, and after a killed process by the next OutputFile of the same target.
class LEXICNN_API OutputFile {
 public:
  /// Checks first, so that long work is not done in vain: Error(output_exists) where the target
  /// exists and `overwrite` is false, Error(output_unwritable) where its folder is missing or no
  /// file can be made in it, or where the target is not a regular file (a
  /// folder, a device, a link).
  OutputFile(std::filesystem::path target, bool overwrite);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile() = default;

  /// The checks of the constructor alone, for work that begins long before the file is made.
  static void require_possible(const std::filesystem::path& target, bool overwrite);

  /// Where to write: beside the target, so that the rename is atomic. The file exists and is empty.
  [[nodiscard]] const std::filesystem::path& temporary() const noexcept { return scratch_.path(); }
  [[nodiscard]] const std::filesystem::path& target() const noexcept { return target_; }

  /// Syncs the temporary file, renames it to the target and syncs the folder. Throws
  /// Error(output_unwritable), and Error(output_exists) where the target has appeared meanwhile and
  /// `overwrite` is false.
  void commit();

 private:
  std::filesystem::path target_;
  bool overwrite_;
  ScratchFile scratch_;
};

/// Writes `text` as a whole file by way of OutputFile.
LEXICNN_API void write_text_file(const std::filesystem::path& target, std::string_view text,
                                 bool overwrite);

}  // namespace lexicnn
