#include "store/chunk_shape.hpp"

#include <algorithm>

namespace lexicnn {
namespace {

/// A matrix of so few rows is read fast in any order.
constexpr std::uint64_t kFewRows = 256;

/// Of a row of chunks (a column: four times as much), and of one chunk. From 128 kB on a
/// solid-state disk reads pieces no faster; of more than this HDF5's default cache, 1 MiB, no
/// longer holds two.
constexpr std::uint64_t kRowOfChunks = std::uint64_t{64} << 20U;
constexpr std::uint64_t kColumnOfChunks = 4 * kRowOfChunks;
constexpr std::uint64_t kChunkBytes = std::uint64_t{512} << 10U;

/// Features that fill a few cache lines of a row.
constexpr std::uint64_t kMostColumns = 64;
constexpr std::uint64_t kLeastColumns = 8;
constexpr std::uint64_t kLeastRows = 64;

constexpr std::uint64_t divided(std::uint64_t a, std::uint64_t b) {
  return (a + b - 1) / b;
}

}  // namespace

std::uint64_t columns_at_once(std::uint64_t rows, std::uint64_t element_bytes) {
  std::uint64_t columns = kMostColumns;
  while (columns > kLeastColumns && rows * element_bytes * columns > kColumnOfChunks)
    columns /= 2;
  return columns;
}

h5::Shape chunk_shape(std::uint64_t rows, std::uint64_t columns, std::uint64_t element_bytes) {
  if (rows <= kFewRows || columns == 0) return {};
  const std::uint64_t width = std::min(columns_at_once(rows, element_bytes), columns);
  const std::uint64_t highest = std::max(
      std::min(kRowOfChunks / (columns * element_bytes), kChunkBytes / (width * element_bytes)),
      kLeastRows);
  // As many rows in each: what the last lacks is stored all the same.
  constexpr std::uint64_t kMultiple = 8;
  const std::uint64_t height = divided(rows, divided(rows, highest));
  return {std::min(divided(height, kMultiple) * kMultiple, rows), width};
}

h5::Shape compressed_chunk_shape(std::uint64_t rows, std::uint64_t columns) {
  return {std::min(kFewRows, rows), std::min(kMostColumns, columns)};
}

std::uint64_t rows_at_once(const h5::Shape& chunk, std::uint64_t rows) {
  return chunk.empty() ? rows : std::min(chunk.front(), rows);
}

}  // namespace lexicnn
