#include "score/p_value_durbin.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "score/p_value_factorial.hpp"

namespace lexicnn {
namespace {

using Vector = std::vector<double>;

/// The matrix H of size 2k - 1, of which P = (n! / n^n) (H^n)_kk; here divided by e, which n!/n^n
/// makes up for, so that powers stay in range.
class DurbinMatrix {
 public:
  explicit DurbinMatrix(double t) {
    const double k = std::ceil(t);
    const double h = k - t;
    size_ = static_cast<std::size_t>(2 * k) - 1;
    edge_.resize(size_);
    double inverse_factorial = 1 / std::numbers::e;
    double power = 1;
    for (std::size_t j = 0; j < size_; ++j) {
      if (j < inverse_factorial_.size()) inverse_factorial_[j] = inverse_factorial;
      inverse_factorial /= static_cast<double>(j + 1);
      power *= h;
      edge_[j] = (1 - power) * inverse_factorial;
    }
    corner_ = (1 - 2 * power + std::pow(std::max(0.0, 2 * h - 1), static_cast<double>(size_))) *
              inverse_factorial;
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  /// out = H in. Row i holds edge_[i] first, then 1/(i - j + 1)! for j = 1 … i + 1; the last row is
  /// the first column read backwards. Factorials over the table's are below rounding.
  void multiply(const Vector& in, Vector& out) const {
    for (std::size_t i = 0; i < size_; ++i)
      out[i] = edge_[i] * in[0];
    const std::size_t diagonals = std::min(size_, inverse_factorial_.size());
    for (std::size_t d = 0; d < diagonals; ++d) {
      const double weight = inverse_factorial_[d];
      for (std::size_t j = 1; j + d < size_; ++j)
        out[j + d - 1] += weight * in[j];
    }
    double last = corner_ * in[0];
    for (std::size_t j = 1; j < size_; ++j)
      last += edge_[size_ - 1 - j] * in[j];
    out[size_ - 1] = last;
  }

 private:
  std::size_t size_ = 0;
  Vector edge_;
  double corner_ = 0;
  std::array<double, 22> inverse_factorial_{};
};

}  // namespace

double durbin_below(std::int64_t n, double t) {
  const DurbinMatrix matrix(t);
  const std::size_t size = matrix.size();
  Vector power(size);
  Vector next(size);
  power[size / 2] = 1;
  for (std::int64_t step = 0; step < n / 2; ++step) {
    matrix.multiply(power, next);
    power.swap(next);
  }
  // H is symmetric about its other diagonal, so row k of a power is its column k backwards.
  Vector half = power;
  std::reverse(half.begin(), half.end());
  if (n % 2 != 0) {
    matrix.multiply(power, next);
    power.swap(next);
  }
  double product = 0;
  for (std::size_t i = 0; i < size; ++i)
    product += half[i] * power[i];
  const double scale =
      std::sqrt(2 * std::numbers::pi * static_cast<double>(n)) * std::exp(stirling_error(n));
  return std::min(1.0, product * scale);
}

}  // namespace lexicnn
