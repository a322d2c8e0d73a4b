#include "lexicnn/core/quantile.hpp"

#include <algorithm>
#include <cmath>

namespace lexicnn {

double linear_quantile(std::span<double> values, double q) noexcept {
  const auto end =
      std::partition(values.begin(), values.end(), [](double value) { return !std::isnan(value); });
  if (end == values.begin()) return std::nan("");
  const double place = q * static_cast<double>(end - values.begin() - 1);
  const double whole = std::floor(place);
  const auto lower = values.begin() + static_cast<std::ptrdiff_t>(whole);
  std::nth_element(values.begin(), lower, end);
  if (lower + 1 == end) return *lower;
  const double above = *std::min_element(lower + 1, end);
  const double step = above - *lower;
  const double part = place - whole;
  // Interpolated from the nearer side, as NumPy does.
  return part < 0.5 ? *lower + step * part : above - step * (1 - part);
}

}  // namespace lexicnn
