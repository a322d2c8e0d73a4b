/// Reads the elements of an AnnData file into core's types.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lexicnn/core/annotated.hpp"

#include "store/hdf5.hpp"

namespace lexicnn {

/// Reads what anndata writes, also its tables before 0.7. An element of a kind that core has no
/// type for is passed over, and its path noted; an element that is broken is an h5::Failure.
class ElementReader {
 public:
  /// `skipped` may be null.
  explicit ElementReader(std::vector<std::string>* skipped) : skipped_(skipped) {}

  /// The table `name` in `location`.
  [[nodiscard]] Table table(hid_t location, const std::string& name);

  /// The dict `name` in `location`; empty where there is none.
  [[nodiscard]] Dict dict(hid_t location, const std::string& name);

  /// Numbers of any shape; integers of 16 bits and of 32 without a sign are widened, booleans
  /// become 0 and 1. Empty optional where the elements are not numbers.
  [[nodiscard]] static std::optional<Array> array(const h5::Dataset& dataset);

  void skip(std::string path);

 private:
  [[nodiscard]] std::optional<ColumnData> column(hid_t location, const std::string& name);
  [[nodiscard]] std::optional<ColumnData> categorical(const h5::Group& group);
  [[nodiscard]] std::optional<ColumnData> nullable(const h5::Group& group);
  [[nodiscard]] std::optional<ColumnData> column_of(const h5::Dataset& dataset);
  [[nodiscard]] std::vector<std::string> names(hid_t location, const std::string& name);
  [[nodiscard]] std::optional<Value> value(hid_t location, const std::string& name);
  [[nodiscard]] std::optional<Value> group_value(hid_t location, const std::string& name);

  std::vector<std::string>* skipped_;
  unsigned depth_ = 0;  // of elements within elements: a file may link a group into itself
};

}  // namespace lexicnn
