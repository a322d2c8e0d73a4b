#include "score/p_value_few.hpp"

#include <array>
#include <cstddef>

namespace lexicnn {
namespace {

struct Point {
  std::int64_t i = 0;
  std::int64_t j = 0;
};

/// Paths from one point to another that is not before it.
double paths(Point from, Point to) {
  const std::int64_t up = to.i - from.i;
  const std::int64_t along = to.j - from.j;
  double product = 1;
  double factorial = 1;
  for (std::int64_t step = 1; step <= up; ++step) {
    product *= static_cast<double>(along + step);
    factorial *= static_cast<double>(step);
  }
  return product / factorial;
}

}  // namespace

FewLaw::FewLaw(std::int64_t a, std::int64_t b) : a_(a), b_(b) {}

/// A path that reaches a j - b i >= k does so first by a step along j, to the first such point of
/// a row; one that reaches b i - a j >= k leaves there by the last such point of a row. So all
/// that touch come through at least one of these gates, and are counted by the first of them: the
/// paths to a gate, less those from each gate before it (after Hodges 1958).
double FewLaw::share(std::int64_t k, bool both_sides) const {
  struct Gate {
    Point at;
    double first = 0;
  };
  std::array<Gate, 2 * (kMostValues + 1)> gates;
  std::size_t count = 0;
  double touching = 0;
  const Point end{a_, b_};
  const auto add = [&](Point at) {
    double first = paths({0, 0}, at);
    for (std::size_t before = 0; before < count; ++before) {
      if (gates[before].at.j <= at.j) first -= gates[before].first * paths(gates[before].at, at);
    }
    gates[count++] = {at, first};
    touching += first * paths(at, end);
  };
  for (std::int64_t i = 0; i <= a_; ++i) {
    if (both_sides && b_ * i >= k) add({i, (b_ * i - k) / a_});
    if (const std::int64_t j = (k + b_ * i + a_ - 1) / a_; j <= b_) add({i, j});
  }
  return touching / paths({0, 0}, end);
}

}  // namespace lexicnn
