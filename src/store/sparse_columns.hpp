/// A sparse X by column, zeros filled in.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <utility>

#include "lexicnn/core/source.hpp"

#include "store/sparse_arrays.hpp"

namespace lexicnn {

/// Reads columns of a sparse matrix; any number of threads, none of which holds an h5::Session.
class SparseColumns {
 public:
  SparseColumns(std::filesystem::path path, SparseArrays arrays)
      : path_(std::move(path)), arrays_(std::move(arrays)) {}
  SparseColumns(const SparseColumns&) = delete;
  SparseColumns& operator=(const SparseColumns&) = delete;
  virtual ~SparseColumns() = default;

  /// The columns [first, first + count), each `rows` elements of the delivered type.
  /// h5::Failure, Error(invalid_file).
  virtual void read(std::uint64_t first, std::uint64_t count, std::span<std::byte> out) const = 0;

 protected:
  std::filesystem::path path_;
  SparseArrays arrays_;
};

/// CSC: a range of columns is one slice of the arrays. CSR: the entries are turned into column
/// order, which takes the delivered value and 4 bytes each. Up to `most_bytes` they are all held
/// after two passes over the file; else in groups of columns of half as many bytes, of which the
/// last two are held, with a pass for each.
std::unique_ptr<SparseColumns> make_sparse_columns(std::filesystem::path path, SparseArrays arrays,
                                                   std::uint64_t rows, std::uint64_t columns,
                                                   std::uint64_t most_bytes);

}  // namespace lexicnn
