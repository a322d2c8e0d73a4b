/// One feature's values in ascending order, with ties known: what every count of the stage reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lexicnn/core/source.hpp"

namespace lexicnn {

/// The images in ascending order of one feature. -0 and +0 are one value; denormals are kept.
class SortedFeature {
 public:
  static constexpr std::size_t kFinite = static_cast<std::size_t>(-1);

  /// Sorts `column` (rows · element_size(type) bytes, aligned). Returns the first row that is NaN
  /// or infinite, or kFinite; the order is valid only then.
  std::size_t sort(std::span<const std::byte> column, ElementType type);

  [[nodiscard]] std::uint32_t rows() const noexcept {
    return static_cast<std::uint32_t>(order_.size());
  }

  /// Image numbers, ascending by value.
  [[nodiscard]] const std::vector<std::uint32_t>& order() const noexcept { return order_; }

  /// Start of each run of equal values in `order`, then rows().
  [[nodiscard]] const std::vector<std::uint32_t>& runs() const noexcept { return runs_; }
  [[nodiscard]] std::uint32_t distinct() const noexcept {
    return static_cast<std::uint32_t>(runs_.size() - 1);
  }

  /// The value of a run, exactly as given.
  [[nodiscard]] double run_value(std::size_t run) const noexcept { return values_[run]; }

 private:
  template <typename Traits>
  std::size_t sort_as(const std::byte* column, std::size_t rows);

  std::vector<std::uint32_t> order_;
  std::vector<std::uint32_t> runs_;
  std::vector<double> values_;
  std::vector<std::byte> scratch_;
};

}  // namespace lexicnn
