#include "store/sparse_arrays.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "store/encoding.hpp"

namespace lexicnn {
namespace {

using h5::Failure;
using h5::Scalar;

/// A one-dimensional dataset of the group.
h5::Dataset open_array(const h5::Group& group, const std::string& path, const std::string& name) {
  if (h5::kind_of(group.id(), name) != h5::Kind::dataset) {
    throw Failure(fmt::format("the sparse matrix '{}' has no array '{}'", path, name));
  }
  h5::Dataset out = h5::open_dataset(group.id(), name);
  if (h5::shape_of(out).size() != 1) {
    throw Failure(fmt::format("'{}/{}' is not one-dimensional", path, name));
  }
  return out;
}

h5::Dataset open_whole_numbers(const h5::Group& group, const std::string& path,
                               const std::string& name) {
  h5::Dataset out = open_array(group, path, name);
  if (!h5::is_integer(h5::scalar_of(out))) {
    throw Failure(fmt::format("'{}/{}' does not hold whole numbers", path, name));
  }
  return out;
}

void check_shape(const h5::Group& group, const std::string& path, std::uint64_t rows,
                 std::uint64_t columns) {
  auto shape = h5::shape_attribute(group.id(), "shape");
  if (!shape) shape = h5::shape_attribute(group.id(), "h5sparse_shape");
  if (!shape || shape->size() != 2) {
    throw Failure(
        fmt::format("the sparse matrix '{}' has no attribute 'shape' of two whole numbers", path));
  }
  if (*shape != h5::Shape{rows, columns}) {
    throw Failure(fmt::format("'{}' is {}, but obs and var have {} and {} rows", path,
                              fmt::join(*shape, " × "), rows, columns));
  }
}

}  // namespace

std::string sparse_kind(const h5::Group& group) {
  const std::string type = encoding_of(group.id()).type;
  if (type == encodings::kCsrMatrix.type || type == encodings::kCscMatrix.type) return type;
  if (!type.empty()) return {};
  const std::string legacy = h5::text_attribute(group.id(), "h5sparse_format").value_or("");
  return legacy == "csr"   ? encodings::kCsrMatrix.type
         : legacy == "csc" ? encodings::kCscMatrix.type
                           : std::string();
}

SparseArrays::SparseArrays(const h5::Group& group, std::uint64_t rows, std::uint64_t columns)
    : path_(h5::path_of(group.id())), values_path_(path_ + "/data") {
  const std::string kind = sparse_kind(group);
  if (kind.empty()) {
    throw Failure(fmt::format(
        "'{}' is neither dense nor a sparse matrix that lexicnn reads (csr_matrix, csc_matrix)",
        path_));
  }
  check_shape(group, path_, rows, columns);
  by_row_ = kind == encodings::kCsrMatrix.type;
  lines_ = by_row_ ? rows : columns;
  places_ = by_row_ ? columns : rows;
  data_ = open_array(group, path_, "data");
  indices_ = open_whole_numbers(group, path_, "indices");
  stored_ = h5::scalar_of(data_);
  entries_ = h5::stored_count(indices_);
  if (const std::uint64_t values = h5::stored_count(data_); values != entries_) {
    throw Failure(fmt::format("'{}/data' has {} values, '{}/indices' has {}", path_, values, path_,
                              entries_));
  }
  read_starts(open_whole_numbers(group, path_, "indptr"));
}

void SparseArrays::read_starts(const h5::Dataset& indptr) {
  if (const std::uint64_t size = h5::stored_count(indptr); size != lines_ + 1) {
    throw Failure(fmt::format("'{}/indptr' has {} elements, not {} (one more than there are {})",
                              path_, size, lines_ + 1, by_row_ ? "rows" : "columns"));
  }
  std::vector<std::int64_t> starts(lines_ + 1);
  h5::read(indptr, Scalar::i64, starts.data());
  if (starts.front() != 0) throw Failure(fmt::format("'{}/indptr' does not begin with 0", path_));
  for (std::uint64_t line = 0; line < lines_; ++line) {
    if (starts[line + 1] < starts[line]) {
      throw Failure(fmt::format("'{}/indptr' falls from {} to {} at {}", path_, starts[line],
                                starts[line + 1], line + 1));
    }
    if (static_cast<std::uint64_t>(starts[line + 1] - starts[line]) > places_) {
      throw Failure(fmt::format("'{}/indptr' gives {} {} {} entries, but there are {} {}", path_,
                                by_row_ ? "row" : "column", line, starts[line + 1] - starts[line],
                                places_, by_row_ ? "columns" : "rows"));
    }
  }
  if (static_cast<std::uint64_t>(starts.back()) != entries_) {
    throw Failure(fmt::format("'{}/indptr' ends with {}, '{}/indices' has {} elements", path_,
                              starts.back(), path_, entries_));
  }
  starts_.assign(starts.begin(), starts.end());
}

void SparseArrays::read_places(std::uint64_t begin, std::uint64_t count, std::int64_t* out) const {
  h5::read_block(indices_, Scalar::i64, {begin}, {count}, out);
  for (std::uint64_t i = 0; i < count; ++i) {
    if (out[i] < 0 || static_cast<std::uint64_t>(out[i]) >= places_) {
      throw Failure(fmt::format("'{}/indices' holds {} at {}, but there are {} {}", path_, out[i],
                                begin + i, places_, by_row_ ? "columns" : "rows"));
    }
  }
}

void SparseArrays::read_values(std::uint64_t begin, std::uint64_t count, void* out) const {
  h5::read_block(data_, stored_, {begin}, {count}, out);
}

void SparseArrays::refuse_duplicate(std::uint64_t row, std::uint64_t column) const {
  throw Failure(
      fmt::format("'{}' has more than one entry for row {}, column {}; call X.sum_duplicates() "
                  "before writing it",
                  path_, row, column));
}

}  // namespace lexicnn
