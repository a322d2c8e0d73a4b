#include "score/p_value_lattice.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace lexicnn {
namespace {

/// Numbers of all paths to points that only move away from (0, 0).
class PathCount {
 public:
  double to(std::int64_t i, std::int64_t j) {
    for (; i_ < i; ++i_)
      value_ *= static_cast<double>(i_ + j_ + 1) / static_cast<double>(i_ + 1);
    for (; j_ < j; ++j_)
      value_ *= static_cast<double>(i_ + j_ + 1) / static_cast<double>(j_ + 1);
    return value_;
  }

 private:
  std::int64_t i_ = 0;
  std::int64_t j_ = 0;
  double value_ = 1;
};

}  // namespace

PathLaw::PathLaw(std::int64_t a, std::int64_t b) : a_(a), b_(b), paths_(PathCount().to(a, b)) {}

/// k in units in which the walk's greatest distance has the limit law of Kolmogorov.
double PathLaw::scaled(std::int64_t k) const {
  const auto a = static_cast<double>(a_);
  const auto b = static_cast<double>(b_);
  return static_cast<double>(k) / std::sqrt(a * b * (a + b));
}

double PathLaw::two_sided(std::int64_t k) const {
  // Paths that do both, a share of about 2 exp(-8 z^2), are a part exp(-6 z^2) of those that do
  // either: 4e-24 here.
  if (scaled(k) > 3) return 2 * one_sided(k);
  return share(k, k, Outside::counts);
}

double PathLaw::one_sided(std::int64_t k) const {
  // A path that goes y the other way as well is one in exp(2 (z + y)^2): with this y that is less
  // than 1e-20 of the exp(-2 z^2) sought, and the walk can be kept in a narrow band.
  const double z = scaled(k);
  const double y = std::max(1.5, std::sqrt(z * z + 24) - z);
  const double units = static_cast<double>(k) / z;
  const std::int64_t other = std::min(a_ * b_ + 1, static_cast<std::int64_t>(std::ceil(y * units)));
  return share(k, other, Outside::is_dropped);
}

/// Share of the paths that touch b i - a j >= left, or a j - b i >= right where that side counts;
/// where it is dropped, of those that do not touch that side.
///
/// Counts, row after row, the paths to each point between the two lines that have touched: those to
/// the point before and to the point below, and at the lines all there are (T. Viehmann,
/// arXiv 2102.08037). Every term is positive: the share is right to rounding however small.
double PathLaw::share(std::int64_t left, std::int64_t right, Outside right_side) const {
  std::vector<double> touched(static_cast<std::size_t>(b_) + 1, 0.0);
  PathCount at_left;
  PathCount at_right;
  std::int64_t end = std::min(b_, (right - 1) / a_) + 1;
  // No path has touched the left line before it begins.
  const std::int64_t first = right_side == Outside::counts ? 1 : (left + b_ - 1) / b_;
  for (std::int64_t i = first; i <= a_; ++i) {
    const std::int64_t begin = i * b_ >= left ? (i * b_ - left) / a_ + 1 : 0;
    const std::int64_t next_end = std::min(b_, (i * b_ + right - 1) / a_) + 1;
    if (right_side == Outside::counts) {
      for (std::int64_t j = end; j < next_end; ++j)
        touched[static_cast<std::size_t>(j)] = at_right.to(i - 1, j);
    }
    double count = begin > 0 ? at_left.to(i, begin - 1) : 0;
    for (std::int64_t j = begin; j < next_end; ++j) {
      double& here = touched[static_cast<std::size_t>(j)];
      count += here;
      here = count;
    }
    end = next_end;
  }
  return touched.back() / paths_;
}

}  // namespace lexicnn
