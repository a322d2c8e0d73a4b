#include "lexicnn/embed/student_t.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicnn {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// The continued fraction of the incomplete beta function (DLMF 8.17.22) by Lentz's method; it
/// converges fast for x < (a + 1) / (a + b + 2).
double beta_fraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300;
  constexpr int kMostSteps = 10000;
  const auto away_from_zero = [](double value) { return std::abs(value) < kTiny ? kTiny : value; };
  double c = 1;
  double d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
  double out = d;
  for (int m = 1; m < kMostSteps; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    double factor = 1;
    for (const double term : {even, odd}) {
      d = 1 / away_from_zero(1 + term * d);
      c = away_from_zero(1 + term / c);
      factor = c * d;
      out *= factor;
    }
    if (std::abs(factor - 1) < std::numeric_limits<double>::epsilon()) break;
  }
  return out;
}

/// The regularised incomplete beta function I_x(a, b), where y = 1 - x.
double incomplete_beta(double a, double b, double x, double y) {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) +
                                a * std::log(x) + b * std::log(y));
  if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(a, b, x) / a;
  return 1 - front * beta_fraction(b, a, y) / b;
}

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values)
    sum += value;
  return sum / static_cast<double>(values.size());
}

/// With n - 1.
double variance_of(std::span<const double> values, double mean) {
  double sum = 0;
  for (const double value : values)
    sum += (value - mean) * (value - mean);
  return sum / static_cast<double>(values.size() - 1);
}

bool all_equal(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(),
                     [&values](double value) { return value == values.front(); });
}

}  // namespace

double student_t_two_sided(double t, double freedom) {
  const double square = t * t;
  return incomplete_beta(freedom / 2, 0.5, freedom / (freedom + square),
                         square / (freedom + square));
}

double student_t_critical(double p, double freedom) {
  double low = 0;
  double high = 1;
  while (student_t_two_sided(high, freedom) > p)
    high *= 2;
  while (true) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return middle;
    (student_t_two_sided(middle, freedom) > p ? low : high) = middle;
  }
}

MeanInterval mean_interval(std::span<const double> values) {
  if (values.empty()) return {kNone, {kNone, kNone}};
  const double mean = mean_of(values);
  if (values.size() < 2) return {mean, {kNone, kNone}};
  const auto count = static_cast<double>(values.size());
  const double half =
      student_t_critical(0.05, count - 1) * std::sqrt(variance_of(values, mean) / count);
  return {mean, {mean - half, mean + half}};
}

ResampledTest corrected_resampled_test(std::span<const double> differences,
                                       double test_over_train) {
  if (differences.size() < 2) return {kNone, kNone};
  if (all_equal(differences)) {
    const bool zero = differences.front() == 0;
    return {zero ? 0 : kNone, zero ? 1 : kNone};
  }
  const double mean = mean_of(differences);
  const auto count = static_cast<double>(differences.size());
  const double variance = (1 / count + test_over_train) * variance_of(differences, mean);
  const double t = mean / std::sqrt(variance);
  return {t, student_t_two_sided(t, count - 1)};
}

}  // namespace lexicnn
