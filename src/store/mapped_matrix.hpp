/// A matrix that lies in one piece in a mapped file.
#pragma once

#include <cstdint>
#include <span>

#include "lexicnn/core/memory_source.hpp"

namespace lexicnn {

/// Reads by feature, by any number of threads. Of a large file no more than some slabs are kept
/// mapped to memory, so that it does not take the place of everything else.
class MappedMatrix {
 public:
  /// `view` must lie in a MappedFile that outlives this.
  explicit MappedMatrix(const MatrixView& view) : view_(view), source_(view) {}

  [[nodiscard]] std::uint64_t rows() const noexcept { return view_.rows; }
  [[nodiscard]] std::uint64_t features() const noexcept { return view_.columns; }
  [[nodiscard]] ElementType type() const noexcept { return view_.type; }

  /// Features whose bytes of one row fill a few cache lines; of a large file more, since every
  /// block passes over the whole file.
  [[nodiscard]] std::uint64_t preferred_block() const noexcept;

  /// As FeatureSource::read.
  void read(std::uint64_t first, std::uint64_t count, std::span<std::byte> out) const;

 private:
  [[nodiscard]] std::uint64_t bytes() const noexcept;

  MatrixView view_;
  MemorySource source_;
};

}  // namespace lexicnn
