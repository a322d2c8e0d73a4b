/// A matrix that lies in one piece in a file.
#pragma once

#include <cstdint>
#include <span>

#include "lexicnn/core/memory_source.hpp"

#include "store/mapped_file.hpp"

namespace lexicnn {

/// Reads by feature, by any number of threads. A small matrix is read where it is mapped. Of a
/// large one only the wanted bytes of each row are copied out of the file: mapping its pages, which
/// every block of features needs anew, takes the system longer, and they would take the place of
/// everything else in memory.
class FileMatrix {
 public:
  /// `view` must lie in `file`, which must outlive this.
  FileMatrix(const MappedFile& file, const MatrixView& view)
      : file_(file), view_(view), source_(view) {}

  [[nodiscard]] std::uint64_t rows() const noexcept { return view_.rows; }
  [[nodiscard]] std::uint64_t features() const noexcept { return view_.columns; }
  [[nodiscard]] ElementType type() const noexcept { return view_.type; }

  /// Features whose bytes of one row fill a few cache lines; of a large matrix more, since every
  /// block passes over all rows.
  [[nodiscard]] std::uint64_t preferred_block() const noexcept;

  /// As FeatureSource::read.
  void read(std::uint64_t first, std::uint64_t count, std::span<std::byte> out) const;

 private:
  [[nodiscard]] bool large() const noexcept;
  template <typename Word>
  void read_rows(std::uint64_t first, std::uint64_t count, Word* out) const;

  const MappedFile& file_;
  MatrixView view_;
  MemorySource source_;
};

}  // namespace lexicnn
