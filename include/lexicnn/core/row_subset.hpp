/// Some rows of a source, as a source.
#pragma once

#include <vector>

#include "lexicnn/core/source.hpp"

namespace lexicnn {

/// The rows `keep` of `source`, in that order. The source must outlive this. A read takes room for
/// whole columns of the source.
class LEXICNN_API RowSubset final : public FeatureSource {
 public:
  /// Throws Error(invalid_input) where a row is not one of the source's.
  RowSubset(const FeatureSource& source, std::vector<std::uint64_t> keep);

  [[nodiscard]] std::uint64_t rows() const noexcept override { return keep_.size(); }
  [[nodiscard]] std::uint64_t features() const noexcept override { return source_.features(); }
  [[nodiscard]] ElementType type() const noexcept override { return source_.type(); }
  [[nodiscard]] std::uint64_t preferred_block() const noexcept override {
    return source_.preferred_block();
  }
  void read(std::uint64_t first, std::uint64_t count, std::span<std::byte> out) const override;
  [[nodiscard]] std::uint64_t stored_row(std::uint64_t row) const noexcept override {
    return source_.stored_row(keep_[row]);
  }

 private:
  const FeatureSource& source_;
  std::vector<std::uint64_t> keep_;
};

}  // namespace lexicnn
