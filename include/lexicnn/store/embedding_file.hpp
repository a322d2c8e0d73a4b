/// Digits on disk: written a block of features at a time, read a block of images at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "lexicnn/core/annotated.hpp"
#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// Makes an .h5ad of kind "embedding", whole or not at all. Memory: what HDF5 needs for a block.
class LEXICNN_API EmbeddingWriter {
 public:
  /// X will be obs.rows() × var.rows(). Throws Error(output_exists), Error(output_unwritable), and
  /// Error(invalid_input) for what a file cannot hold.
  EmbeddingWriter(const std::filesystem::path& target, const Table& obs, const Table& var,
                  const Dict& uns, bool overwrite);
  EmbeddingWriter(const EmbeddingWriter&) = delete;
  EmbeddingWriter& operator=(const EmbeddingWriter&) = delete;
  ~EmbeddingWriter();

  /// The digits of the features [first, first + count) of all images, row-major. Blocks come in
  /// ascending order, none left out. The file's bytes depend on `count` only where it is no
  /// multiple of 64. Throws Error(invalid_input), Error(output_unwritable).
  void write(std::uint64_t first, std::uint64_t count, std::span<const std::int8_t> digits);

  /// Throws Error(invalid_input) where features are missing, Error(output_unwritable).
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// An .h5ad of kind "embedding", its tables in memory.
class LEXICNN_API EmbeddingFile {
 public:
  /// Throws Error(file_missing), or Error(invalid_file) that says what the file is instead.
  explicit EmbeddingFile(const std::filesystem::path& path);
  EmbeddingFile(const EmbeddingFile&) = delete;
  EmbeddingFile& operator=(const EmbeddingFile&) = delete;
  ~EmbeddingFile();

  [[nodiscard]] const Table& obs() const noexcept;
  [[nodiscard]] const Table& var() const noexcept;
  [[nodiscard]] const Dict& provenance() const noexcept;  ///< uns["lexicnn"]

  [[nodiscard]] std::uint64_t rows() const noexcept;
  [[nodiscard]] std::uint64_t features() const noexcept;

  /// Reads the rows [first, first + count) one after the other into `out`, which holds exactly
  /// their digits. Throws Error(invalid_input), Error(invalid_file).
  void read_rows(std::uint64_t first, std::uint64_t count, std::span<std::int8_t> out) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lexicnn
