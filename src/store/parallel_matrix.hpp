/// The matrix X of a new file, written by all ranks of a run together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>

#include "lexicnn/core/ranks.hpp"

#include "store/hdf5.hpp"

namespace lexicnn {

/// Collective: makes an AnnData file at `path` (the same on all ranks) that holds X alone, of rows
/// × columns. The rows are written in blocks of a chunk's height, each by one rank, to which
/// `read(first, count, out)` gives them as stored. Outside of a session. Throws h5::Failure and
/// what `read` throws, on all ranks.
void write_x_in_parallel(Ranks& ranks, const std::filesystem::path& path, h5::Scalar scalar,
                         std::uint64_t rows, std::uint64_t columns,
                         const std::function<void(std::uint64_t first, std::uint64_t count,
                                                  std::span<std::byte> out)>& read);

}  // namespace lexicnn
