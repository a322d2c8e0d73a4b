/// The exact two-sample law, by counting lattice paths.
#pragma once

#include <cstdint>

namespace lexicnn {

/// Orders of a + b distinct values as paths from (0, 0) to (a, b): a step along i for a value of
/// the one sample, along j for one of the other. All orders are equally likely if both samples
/// come from one law.
class PathLaw {
 public:
  /// 1 <= a <= b. The number of paths must fit a double: a · b <= 200,000 is enough.
  PathLaw(std::int64_t a, std::int64_t b);

  /// Share of the paths on which |b i - a j| >= k somewhere, 1 <= k <= a b.
  [[nodiscard]] double two_sided(std::int64_t k) const;

  /// Share of the paths on which b i - a j >= k somewhere. The same share has a j - b i >= k: a
  /// path walked backwards.
  [[nodiscard]] double one_sided(std::int64_t k) const;

 private:
  enum class Outside { counts, is_dropped };

  [[nodiscard]] double share(std::int64_t left, std::int64_t right, Outside right_side) const;
  [[nodiscard]] double scaled(std::int64_t k) const;

  std::int64_t a_;
  std::int64_t b_;
  double paths_;
};

}  // namespace lexicnn
