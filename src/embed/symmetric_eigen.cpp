#include "embed/symmetric_eigen.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

namespace lexicnn::embed_stage {
namespace {

constexpr int kSweeps = 50;  // a dozen are the most that are seen

/// Turns rows and columns p and q so that the element (p, q) becomes 0.
void rotate(Grid<double>& a, Grid<double>& v, std::uint64_t p, std::uint64_t q) {
  const double theta = (a(q, q) - a(p, p)) / (2 * a(p, q));
  const double t = (theta >= 0 ? 1.0 : -1.0) / (std::fabs(theta) + std::hypot(theta, 1.0));
  const double c = 1 / std::sqrt(t * t + 1);
  const double s = t * c;
  for (std::uint64_t i = 0; i < a.rows(); ++i) {
    const double ip = a(i, p);
    const double iq = a(i, q);
    a(i, p) = c * ip - s * iq;
    a(i, q) = s * ip + c * iq;
  }
  for (std::uint64_t i = 0; i < a.rows(); ++i) {
    const double pi = a(p, i);
    const double qi = a(q, i);
    a(p, i) = c * pi - s * qi;
    a(q, i) = s * pi + c * qi;
  }
  for (std::uint64_t i = 0; i < v.rows(); ++i) {
    const double ip = v(i, p);
    const double iq = v(i, q);
    v(i, p) = c * ip - s * iq;
    v(i, q) = s * ip + c * iq;
  }
}

}  // namespace

SymmetricEigen symmetric_eigen(Grid<double> matrix) {
  const std::uint64_t n = matrix.rows();
  Grid<double> vectors(n, n);
  double scale = 0;
  for (std::uint64_t i = 0; i < n; ++i) {
    vectors(i, i) = 1;
    for (std::uint64_t j = 0; j < n; ++j)
      scale = std::max(scale, std::fabs(matrix(i, j)));
  }
  const double least = scale * std::numeric_limits<double>::epsilon() * 1e-3;
  bool turned = true;
  for (int sweep = 0; turned && sweep < kSweeps; ++sweep) {
    turned = false;
    for (std::uint64_t p = 0; p < n; ++p) {
      for (std::uint64_t q = p + 1; q < n; ++q) {
        if (std::fabs(matrix(p, q)) <= least) continue;
        rotate(matrix, vectors, p, q);
        turned = true;
      }
    }
  }
  std::vector<std::uint64_t> order(n);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint64_t a, std::uint64_t b) { return matrix(a, a) > matrix(b, b); });
  SymmetricEigen out{{}, Grid<double>(n, n)};
  for (std::uint64_t j = 0; j < n; ++j) {
    out.values.push_back(matrix(order[j], order[j]));
    for (std::uint64_t i = 0; i < n; ++i)
      out.vectors(i, j) = vectors(i, order[j]);
  }
  return out;
}

}  // namespace lexicnn::embed_stage
