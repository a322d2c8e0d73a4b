/// Digits as two bits each: packed in memory, and in a file.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// Rows of digits -1, 0, +1 in two bit planes, whether a digit is not 0 and whether it is -1, so
/// that distances and dot products are counts of bits. A row takes a quarter of a byte a digit,
/// rounded up to 128 bytes.
class LEXICNN_API PackedDigits {
 public:
  /// 512 digits: bit j of words[i] is digit 64 i + j. Unused bits are 0.
  struct alignas(64) Line {
    std::array<std::uint64_t, 8> nonzero{};
    alignas(64) std::array<std::uint64_t, 8> negative{};
  };

  PackedDigits() = default;
  explicit PackedDigits(std::uint64_t features);

  /// Makes room for so many rows in all.
  void reserve(std::uint64_t rows);

  /// Appends whole rows, row-major. Throws Error(invalid_input) where they are no whole rows or a
  /// digit is none of -1, 0, +1.
  void append(std::span<const std::int8_t> digits);

  /// Writes the digits of a row to `out`, which holds features() of them.
  void unpack(std::uint64_t row, std::span<std::int8_t> out) const;

  [[nodiscard]] std::uint64_t rows() const noexcept { return nonzeros_.size(); }
  [[nodiscard]] std::uint64_t features() const noexcept { return features_; }
  [[nodiscard]] std::uint64_t lines() const noexcept { return lines_; }  ///< a row

  [[nodiscard]] const Line* row(std::uint64_t row) const noexcept {
    return all_.data() + row * lines_;
  }

  /// Digits of a row that are not 0: its squared length.
  [[nodiscard]] std::uint64_t nonzeros(std::uint64_t row) const noexcept { return nonzeros_[row]; }

  /// How often each digit is +1, and -1: one entry a feature.
  struct Counts {
    std::vector<std::uint64_t> positive;
    std::vector<std::uint64_t> negative;
  };
  [[nodiscard]] Counts counts() const;

 private:
  friend class PackedCodec;

  std::uint64_t features_ = 0;
  std::uint64_t lines_ = 0;
  std::vector<Line> all_;
  std::vector<std::uint64_t> nonzeros_;
};

/// What the digits of a file belong to: SHA-256 over names, a zero byte after each.
LEXICNN_API std::string names_sha256(const std::vector<std::string>& names);

/// Writes a packed file row by row (docs/format.md), under a temporary name until it is whole.
/// Memory: one row.
class LEXICNN_API PackedWriter {
 public:
  /// Throws Error(output_exists), Error(output_unwritable).
  PackedWriter(const std::filesystem::path& target, const std::vector<std::string>& images,
               const std::vector<std::string>& features, bool overwrite);
  PackedWriter(const PackedWriter&) = delete;
  PackedWriter& operator=(const PackedWriter&) = delete;
  ~PackedWriter();

  /// Throws as PackedDigits::append does, and Error(output_unwritable).
  void append(std::span<const std::int8_t> digits);

  /// Makes the file whole. Throws Error(invalid_input) where rows are missing or too many,
  /// Error(output_unwritable).
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct PackedFile {
  PackedDigits digits;
  std::string images_sha256;    ///< names_sha256 of the rows' names
  std::string features_sha256;  ///< … of the features'
};

/// Throws Error(file_missing), or Error(invalid_file) where the file is not whole or not what it
/// should be: every byte is covered by a checksum.
LEXICNN_API PackedFile read_packed(const std::filesystem::path& path);

}  // namespace lexicnn
