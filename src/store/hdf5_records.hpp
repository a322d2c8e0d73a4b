/// Datasets of records (compound types, NumPy's structured arrays), read field by field.
#pragma once

#include <string>
#include <vector>

#include "store/hdf5.hpp"

namespace lexicnn::h5 {

/// The fields of a record in their order; empty where the elements are no records.
std::vector<std::string> field_names(const Dataset& dataset);

/// The element type of a field, `other` also where it holds several elements.
Scalar field_scalar(const Dataset& dataset, const std::string& field);

/// A field of all records, as `scalar` in memory. `out` has room for them.
void read_field(const Dataset& dataset, const std::string& field, Scalar scalar, void* out);

std::vector<std::string> read_field_texts(const Dataset& dataset, const std::string& field);

}  // namespace lexicnn::h5
