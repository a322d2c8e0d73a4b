/// Which bytes of an HDF5 file HDF5 itself makes no sense of.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "fuzz/target.hpp"

namespace lexicnn::fuzz {

/// Where numbers and texts of an HDF5 file lie whose meaning is up to lexicnn: the data of datasets
/// (unless a filter is to read them), the collections of texts of variable length, the references
/// to these among the attributes, and the letters of names. `bytes` is the file's content.
std::vector<ByteRange> open_ranges(const std::filesystem::path& path, const std::string& bytes);

}  // namespace lexicnn::fuzz
