#include "score/p_value_smirnov.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "score/p_value_factorial.hpp"

namespace lexicnn {
namespace {

constexpr int kHalvings = 24;  // the peak is found to far less than its width
constexpr double kNegligibleTerm = 1e-17;
// Two halves of a lattice sum that agree to this agree with the whole far better: the error of
// summing a smooth bump at every s-th place falls at least as e^(-c sqrt(1 / s)).
constexpr double kAgree = 1e-10;

/// The sum over v of (n over v) (t/n) (t/n + v/n)^(v-1) (1 - t/n - v/n)^(n-v), v = 0 … v < n - t.
/// As a function of v it is one smooth bump.
class SmirnovSum {
 public:
  SmirnovSum(std::int64_t n, double t)
      : n_(n),
        t_(t),
        last_(static_cast<std::int64_t>(std::ceil(static_cast<double>(n) - t)) - 1),
        peak_(find_peak()),
        error_n_(stirling_error(n)) {
    reference_ = term(peak_).exponent;
  }

  double log_sum() const {
    auto stride = static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(width())));
    double sum = lattice_sum(peak_, stride);
    for (; stride > 1; stride /= 2) {
      const double between = lattice_sum(peak_ + stride / 2, stride);
      const bool agree = std::abs(sum - between) <= kAgree * sum;
      sum += between;
      if (agree) {
        stride /= 2;
        break;
      }
    }
    return reference_ + std::log(sum * static_cast<double>(stride));
  }

 private:
  struct Term {
    double exponent = 0;
    double factor = 1;
  };

  /// Written with deviances, so that nothing large cancels: the powers of n, v and n - v in the
  /// binomial go with those of the other factors.
  [[nodiscard]] Term term(std::int64_t v) const {
    const auto n = static_cast<double>(n_);
    if (v == 0) return {n * std::log1p(-t_ / n), 1};
    const auto below = static_cast<double>(v);
    const auto above = static_cast<double>(n_ - v);
    const double exponent = below * std::log1p(t_ / below) + above * std::log1p(-t_ / above) +
                            error_n_ - stirling_error(v) - stirling_error(n_ - v);
    return {exponent, std::sqrt(n / (2 * std::numbers::pi * below * above)) * t_ / (t_ + below)};
  }

  /// Where the exponent, concave in v, is largest: bisection on its slope.
  [[nodiscard]] std::int64_t find_peak() const {
    double low = 0;
    auto high = static_cast<double>(last_);
    for (int halving = 0; halving < kHalvings && high - low > 0.5; ++halving) {
      const double v = (low + high) / 2;
      const double above = static_cast<double>(n_) - v;
      const double slope =
          std::log1p(t_ / v) - t_ / (t_ + v) - std::log1p(-t_ / above) - t_ / (above - t_);
      (slope > 0 ? low : high) = v;
    }
    return static_cast<std::int64_t>(std::lround(low));
  }

  /// Standard deviation of the bump about its peak, at least 1.
  [[nodiscard]] double width() const {
    const double v = std::max(1.0, static_cast<double>(peak_));
    const double above = static_cast<double>(n_) - v;
    const double left = t_ / (t_ + v);
    const double right = t_ / (above - t_);
    const double curvature = left * left / v + right * right / above;
    return above > t_ ? std::max(1.0, 1 / std::sqrt(curvature)) : 1.0;
  }

  /// Over first, first ± stride, …, both ways until nothing is added; terms over exp(reference).
  [[nodiscard]] double lattice_sum(std::int64_t first, std::int64_t stride) const {
    double sum = 0;
    const auto add = [&](std::int64_t v) {
      const Term each = term(v);
      const double value = std::exp(each.exponent - reference_) * each.factor;
      sum += value;
      return value > kNegligibleTerm * sum;
    };
    for (std::int64_t v = first; v <= last_ && add(v);)
      v += stride;
    for (std::int64_t v = first - stride; v >= 0 && add(v);)
      v -= stride;
    return sum;
  }

  std::int64_t n_;
  double t_;
  std::int64_t last_;
  std::int64_t peak_;
  double error_n_;
  double reference_ = 0;
};

}  // namespace

double log_smirnov(std::int64_t n, double t) {
  return SmirnovSum(n, t).log_sum();
}

}  // namespace lexicnn
