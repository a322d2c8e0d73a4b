/// A few columns of a source in memory, as finite floats or doubles.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "lexicnn/core/source.hpp"

namespace lexicnn::embed_stage {

/// The values of one feature, one a row.
using ColumnView = std::variant<std::span<const float>, std::span<const double>>;

/// Reads columns of a source; one a thread. What it holds is kept from read to read.
class ColumnBlock {
 public:
  /// `names` are those of all columns of the source, for messages. Both must outlive this.
  ColumnBlock(const FeatureSource& source, const std::vector<std::string>& names)
      : source_(source), names_(names) {}

  /// Reads these columns: in one piece where most of those between them are wanted too, else run
  /// by run. Throws Error(not_finite) for the first of them that has a value that is not.
  void read(std::span<const std::uint64_t> columns);

  /// The i-th of the columns read, valid until the next read.
  [[nodiscard]] ColumnView column(std::size_t i) const;

 private:
  void read_run(std::uint64_t first, std::uint64_t count, std::size_t at);
  void reserve(std::uint64_t columns);
  void check_finite(std::size_t i, std::uint64_t column) const;
  [[noreturn]] void fail(std::uint64_t row, std::uint64_t column, double value) const;

  const FeatureSource& source_;
  const std::vector<std::string>& names_;
  std::vector<std::byte> raw_;       // as the source delivers
  std::vector<float> wide_;          // of f16
  std::vector<std::size_t> places_;  // of the columns, in what was read
};

}  // namespace lexicnn::embed_stage
