/// The tables of anndata before 0.7: one dataset of records.
#pragma once

#include <functional>
#include <string>

#include "lexicnn/core/table.hpp"

#include "store/hdf5.hpp"

namespace lexicnn {

/// The table in the dataset `name` of `location`. Its first field holds the row names. An integer
/// field whose codes all have a category in `uns/<field>_categories` is a Categorical. `skip` is
/// called with the path of a field that core has no column type for. h5::Failure.
Table legacy_table(hid_t location, const std::string& name,
                   const std::function<void(std::string)>& skip);

}  // namespace lexicnn
