#include "score/p_value_factorial.hpp"

#include <array>
#include <cmath>
#include <numbers>

namespace lexicnn {
namespace {

constexpr std::int64_t kSeriesFrom = 16;  // from here the series below is exact to rounding

double stirling(double n) {
  return 0.5 * std::log(2 * std::numbers::pi * n) + n * std::log(n) - n;
}

std::array<double, kSeriesFrom> small_errors() {
  std::array<double, kSeriesFrom> out{};
  double factorial = 1;
  for (std::size_t n = 1; n < out.size(); ++n) {
    factorial *= static_cast<double>(n);
    out[n] = std::log(factorial) - stirling(static_cast<double>(n));
  }
  return out;
}

}  // namespace

double stirling_error(std::int64_t n) {
  static const std::array<double, kSeriesFrom> small = small_errors();
  if (n < kSeriesFrom) return small[static_cast<std::size_t>(n)];
  const double inverse = 1 / static_cast<double>(n);
  const double square = inverse * inverse;
  return inverse *
         (1.0 / 12 -
          square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square / 1188))));
}

double log_binomial(std::int64_t n, std::int64_t k) {
  const auto log_factorial = [](std::int64_t of) {
    return of == 0 ? 0.0 : stirling(static_cast<double>(of)) + stirling_error(of);
  };
  return log_factorial(n) - log_factorial(k) - log_factorial(n - k);
}

}  // namespace lexicnn
