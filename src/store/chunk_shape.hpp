/// How a matrix of images × features is cut into the chunks of an HDF5 dataset.
#pragma once

#include <cstdint>

#include "store/hdf5.hpp"

namespace lexicnn {

/// Rows and columns of a chunk; empty where the matrix, of few rows, is stored in one piece.
///
/// Images are written a row of chunks at a time, which the writer holds in memory; features are
/// read a column of chunks at a time, which a thread of the reader holds. Both bound a chunk, and
/// within these bounds it is so large that the disk reads it about as fast as one long piece.
h5::Shape chunk_shape(std::uint64_t rows, std::uint64_t columns, std::uint64_t element_bytes);

/// Features that are read at once, of so many images: 64, or fewer, down to 8, where a column of
/// chunks would be too large for a reader's thread.
std::uint64_t columns_at_once(std::uint64_t rows, std::uint64_t element_bytes);

/// The same for a matrix that is compressed: a chunk is always read whole, so they are small.
h5::Shape compressed_chunk_shape(std::uint64_t rows, std::uint64_t columns);

/// Rows to write at once to a matrix that is cut like this: a row of chunks, or all.
std::uint64_t rows_at_once(const h5::Shape& chunk, std::uint64_t rows);

}  // namespace lexicnn
