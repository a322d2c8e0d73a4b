/// The exact two-sample law where one sample has few values, whatever the size of the other.
#pragma once

#include <cstdint>

namespace lexicnn {

/// The paths of PathLaw for a small a: takes about a^3 operations, independent of b.
class FewLaw {
 public:
  static constexpr std::int64_t kMostValues = 8;

  /// 1 <= a <= min(b, kMostValues).
  FewLaw(std::int64_t a, std::int64_t b);

  /// As PathLaw::two_sided and one_sided.
  [[nodiscard]] double two_sided(std::int64_t k) const { return share(k, true); }
  [[nodiscard]] double one_sided(std::int64_t k) const { return share(k, false); }

 private:
  [[nodiscard]] double share(std::int64_t k, bool both_sides) const;

  std::int64_t a_;
  std::int64_t b_;
};

}  // namespace lexicnn
