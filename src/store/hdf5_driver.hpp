/// How HDF5 reads the bytes of a file.
#pragma once

#include <filesystem>

#include "store/hdf5.hpp"

namespace lexicnn::h5 {

/// To open `path` for reading with HDF5's usual driver but without its buffer of metadata: asked
/// for an address near the end of 64 bits, which a damaged file may hold, that one reads anywhere.
Properties reading_access(const std::filesystem::path& path);

}  // namespace lexicnn::h5
