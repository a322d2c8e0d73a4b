#include "embed/coordinates.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace lexicnn {

double dot(const double* one, const double* other, std::size_t count) noexcept {
  constexpr std::size_t kLanes = 8;
  double sums[kLanes]{};
  std::size_t at = 0;
  for (; at + kLanes <= count; at += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      sums[lane] += one[at + lane] * other[at + lane];
  }
  for (std::size_t lane = 0; at < count; ++at, ++lane)
    sums[lane] += one[at] * other[at];
  return std::accumulate(std::begin(sums), std::end(sums), 0.0);
}

Coordinates coordinates_from_products(const Grid<double>& products, double scale) {
  const std::uint64_t n = products.rows();
  const double square = scale * scale;
  std::vector<double> left(n);  // of each squared norm, what the coordinates so far do not hold
  for (std::uint64_t i = 0; i < n; ++i)
    left[i] = square * products(i, i) + 1;
  const double most = *std::max_element(left.begin(), left.end());
  const double rounding = static_cast<double>(n) * std::numeric_limits<double>::epsilon() * most;
  Coordinates out{Grid<double>(n, n), {}, scale};
  std::vector<bool> taken(n, false);
  while (out.pivots.size() < n) {
    const std::uint64_t k = out.pivots.size();
    std::uint64_t pivot = n;
    for (std::uint64_t i = 0; i < n; ++i) {
      if (!taken[i] && (pivot == n || left[i] > left[pivot])) pivot = i;
    }
    if (left[pivot] <= rounding) break;
    const double root = std::sqrt(left[pivot]);
    taken[pivot] = true;
    out.pivots.push_back(pivot);
    out.values(pivot, k) = root;
    for (std::uint64_t i = 0; i < n; ++i) {
      if (taken[i]) continue;
      const double known = dot(&out.values(i, 0), &out.values(pivot, 0), k);
      const double value = (square * products(i, pivot) + 1 - known) / root;
      out.values(i, k) = value;
      left[i] -= value * value;
    }
  }
  const std::uint64_t rank = out.pivots.size();
  if (rank == n) return out;
  Grid<double> narrow(n, rank);
  for (std::uint64_t i = 0; i < n; ++i)
    std::copy_n(&out.values(i, 0), rank, &narrow(i, 0));
  out.values = std::move(narrow);
  return out;
}

Coordinates coordinates_from_rows(const RowsView& rows, std::span<const std::uint64_t> train,
                                  double scale) {
  Coordinates out{Grid<double>(train.size(), rows.columns + 1), {}, scale};
  for (std::uint64_t i = 0; i < train.size(); ++i) {
    double* to = &out.values(i, 0);
    copy_row(rows, train[i], to);
    std::for_each_n(to, rows.columns, [scale](double& value) { value *= scale; });
    to[rows.columns] = 1;
  }
  return out;
}

Grid<double> weights_of_pivots(const Coordinates& coordinates, const Grid<double>& weights) {
  // The pivots' coordinates are a lower triangle L, and w = L' a: solved from its last line up.
  const std::uint64_t rank = coordinates.pivots.size();
  Grid<double> out(weights.rows(), rank);
  for (std::uint64_t c = 0; c < weights.rows(); ++c) {
    double* a = &out(c, 0);
    std::copy_n(&weights(c, 0), rank, a);
    for (std::uint64_t k = rank; k-- > 0;) {
      const double* line = &coordinates.values(coordinates.pivots[k], 0);
      a[k] /= line[k];
      for (std::uint64_t j = 0; j < k; ++j)
        a[j] -= line[j] * a[k];
    }
  }
  return out;
}

}  // namespace lexicnn
