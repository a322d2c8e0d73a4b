/// Numbers and texts of a file as core's columns, whatever holds them there.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lexicnn/core/table.hpp"

#include "store/hdf5.hpp"

namespace lexicnn {

/// Elements in one dimension: a dataset, or one field of its records.
struct Elements {
  h5::Scalar scalar = h5::Scalar::other;
  std::uint64_t count = 0;
  std::function<void(h5::Scalar, void*)> numbers;  // all of them, as that type in memory
  std::function<std::vector<std::string>()> texts;
};

/// Of a dataset, which must outlive them.
Elements elements_of(const h5::Dataset& dataset);

/// Floats as doubles, integers as int64 (doubles where one is beyond it), truths and texts; empty
/// optional where the elements are neither.
std::optional<ColumnData> column_values(const Elements& elements);

/// h5::Failure where a code is no integer or has no category; `path` names the column.
Categorical categorical_from(const ColumnData& codes, const ColumnData& categories, bool ordered,
                             const std::string& path);

}  // namespace lexicnn
