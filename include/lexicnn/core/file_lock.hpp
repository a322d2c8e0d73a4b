/// Locks that tell whether the process that made a file still lives.
#pragma once

#include "lexicnn/core/export.hpp"

namespace lexicnn {

enum class FileLock { taken, refused, unavailable };

/// Locks the whole open file for writing, until it is closed: `refused` where another open file has
/// the lock, `unavailable` where the file system has none. A lock of the open file and not flock,
/// which HDF5 takes for itself.
LEXICNN_API FileLock lock_file(int descriptor) noexcept;

/// Whether the open file still has a name: another process may have removed it before it was
/// locked.
LEXICNN_API bool is_linked(int descriptor) noexcept;

}  // namespace lexicnn
