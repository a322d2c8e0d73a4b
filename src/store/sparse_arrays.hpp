/// A sparse matrix as AnnData files hold it: three arrays, checked.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/hdf5.hpp"

namespace lexicnn {

/// "csr_matrix" or "csc_matrix" of a sparse matrix, in the present encoding or in that of anndata
/// before 0.7; empty where the group is none.
std::string sparse_kind(const h5::Group& group);

/// `data`, `indices` and `indptr` of a CSR or CSC group. Its *lines* are the rows of CSR or the
/// columns of CSC; an entry's *place* is where it stands within its line. Every call, and the end
/// of its life, is within an h5::Session of the caller.
class SparseArrays {
 public:
  /// h5::Failure naming the element where the group is no sparse matrix, is not `rows` × `columns`,
  /// or its arrays do not belong together.
  SparseArrays(const h5::Group& group, std::uint64_t rows, std::uint64_t columns);

  [[nodiscard]] bool by_row() const noexcept { return by_row_; }

  /// Where each line's entries begin, and at last their number.
  [[nodiscard]] const std::vector<std::uint64_t>& starts() const noexcept { return starts_; }

  [[nodiscard]] h5::Scalar stored() const noexcept { return stored_; }

  /// The path of the values, for errors.
  [[nodiscard]] const std::string& values_path() const noexcept { return values_path_; }

  /// Places of the entries [begin, begin + count); h5::Failure where one is beyond its line.
  void read_places(std::uint64_t begin, std::uint64_t count, std::int64_t* out) const;

  /// Values of the entries, as `stored()` in memory.
  void read_values(std::uint64_t begin, std::uint64_t count, void* out) const;

  /// h5::Failure: one element has two entries.
  [[noreturn]] void refuse_duplicate(std::uint64_t row, std::uint64_t column) const;

 private:
  void read_starts(const h5::Dataset& indptr);

  std::string path_;
  std::string values_path_;
  bool by_row_ = false;
  std::uint64_t lines_ = 0;
  std::uint64_t places_ = 0;  // in each line
  std::uint64_t entries_ = 0;
  h5::Scalar stored_ = h5::Scalar::other;
  h5::Dataset data_;
  h5::Dataset indices_;
  std::vector<std::uint64_t> starts_;
};

}  // namespace lexicnn
