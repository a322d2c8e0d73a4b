/// NumPy's .npy files as matrices, and label files.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "lexicnn/core/export.hpp"
#include "lexicnn/core/source.hpp"

namespace lexicnn {

/// A two-dimensional .npy file of little-endian float16, float32 or float64, in C or Fortran order,
/// mapped into memory: rows are images, columns features.
class LEXICNN_API NpySource final : public FeatureSource {
 public:
  /// Throws Error(file_missing), or Error(invalid_file) that says what the file holds instead.
  explicit NpySource(const std::filesystem::path& path);
  ~NpySource() override;

  [[nodiscard]] std::uint64_t rows() const noexcept override;
  [[nodiscard]] std::uint64_t features() const noexcept override;
  [[nodiscard]] ElementType type() const noexcept override;
  [[nodiscard]] std::uint64_t preferred_block() const noexcept override;
  void read(std::uint64_t first, std::uint64_t count, std::span<std::byte> out) const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// One label an image, as text: from a one-dimensional .npy file of integers, booleans ("true",
/// "false") or text; or, for any other ending than .npy, from CSV text: the column `class`, else
/// `label`, or the only column, with or without such a heading. Throws Error(file_missing), or
/// Error(invalid_file) that names what is wrong.
LEXICNN_API std::vector<std::string> read_label_file(const std::filesystem::path& path);

}  // namespace lexicnn
