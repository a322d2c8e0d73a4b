/// Writes core's types as elements of an AnnData file.
#pragma once

#include <string>

#include "lexicnn/core/annotated.hpp"

#include "store/hdf5.hpp"

namespace lexicnn {

/// Throws Error(invalid_input) where the table cannot be one: columns of other lengths, names that
/// repeat, are empty or hold "/", row names that repeat. `name` is for the message.
void check_table(const Table& table, const std::string& name);

/// Throws Error(invalid_input) where the data are not as many as the shape says.
void check_array(const Array& array, const std::string& name);

void write_table(hid_t location, const std::string& name, const Table& table);
void write_dict(hid_t location, const std::string& name, const Dict& dict);

/// An obs × var matrix for the caller to fill, cut as `chunk_shape` says. `gzip` 0: uncompressed.
h5::Dataset create_matrix(hid_t location, const std::string& name, h5::Scalar scalar,
                          std::uint64_t rows, std::uint64_t columns, unsigned gzip = 0);

/// The matrix X, stored as `create_matrix` does.
void write_x(hid_t location, const Array& array);

/// Another obs × var matrix, stored like X, or compressed where that pays: see docs/format.md.
void write_layer(hid_t location, const std::string& name, const Array& array);

}  // namespace lexicnn
