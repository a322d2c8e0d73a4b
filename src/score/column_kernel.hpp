/// The loops over whole columns and sorted records, compiled for each instruction set. All give the
/// same whatever runs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "score/radix_sort.hpp"

namespace lexicnn {

/// What one look at a column's bits tells.
template <typename Key>
struct ColumnLook {
  typename Key::Bits largest = 0;  ///< magnitude
  bool negative = false;           ///< whether a value below 0 is there
  std::size_t zeros = 0;
};

template <typename Key>
ColumnLook<Key> look_at(const std::byte* column, std::size_t rows);

/// Records that the writer may write beyond those that it counts.
constexpr std::size_t kRecordSlack = 16;

/// Writes the records of all values, or of all but the zeros (where none is negative), in image
/// order; returns how many.
template <typename Key, typename Record>
std::size_t write_records(const std::byte* column, std::size_t rows, bool skip_zeros,
                          Record* records);

/// Splits sorted records into images and values; returns how many distinct keys there are.
template <typename Key, typename Record>
std::size_t split_records(std::span<const Record> records, std::uint32_t* images, double* values);

}  // namespace lexicnn
