#include "score/p_value_pelz_good.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lexicnn {
namespace {

constexpr double kNegligible = 1e-20;
constexpr double kPi2 = std::numbers::pi * std::numbers::pi;

}  // namespace

double pelz_good_below(double n, double z) {
  const double z2 = z * z;
  const double z4 = z2 * z2;
  const double z6 = z4 * z2;
  const double z8 = z4 * z4;
  const double q = std::exp(-kPi2 / (8 * z2));
  const double q2 = q * q;
  const double q4 = q2 * q2;
  const double q8 = q4 * q4;

  // Sums over k = ±1/2, ±3/2, … of a polynomial in w = (pi k)^2 times exp(-w / (2 z^2)), over the
  // first exponential.
  double k0 = 0;
  double k1 = 0;
  double k2 = 0;
  double k3 = 0;
  double weight = 1;
  double ratio = 1;
  for (double k = 0.5; weight > kNegligible; k += 1) {
    const double w = kPi2 * k * k;
    k0 += weight;
    k1 += weight * (w - z2);
    k2 += weight * (6 * z6 + 2 * z4 + w * (2 * z4 - 5 * z2 + w * (1 - 2 * z2)));
    k3 += weight * (-30 * z6 - 90 * z8 +
                    w * (135 * z4 - 96 * z6 + w * (212 * z4 - 60 * z2 + w * (5 - 30 * z2))));
    ratio *= q8;
    weight *= ratio;
  }
  // Sums over k = ±1, ±2, … of the same kind.
  double whole2 = 0;
  double whole3 = 0;
  weight = q4;
  ratio = q4;
  for (double k = 1; weight > kNegligible; k += 1) {
    const double w = kPi2 * k * k;
    whole2 += weight * w;
    whole3 += weight * w * (3 * z2 - w);
    ratio *= q8;
    weight *= ratio;
  }

  const double root = std::sqrt(n);
  const double first =
      q * (k0 + (k1 / (6 * z2 * z) + (k2 / (72 * z6) + k3 / (6480 * z8 * z * root)) / root) / root);
  const double second = (-whole2 / (36 * z2) + whole3 / (216 * z4 * z * root)) / n;
  const double scale = std::sqrt(2 * std::numbers::pi) / z;
  return std::clamp(scale * (first + second), 0.0, 1.0);
}

}  // namespace lexicnn
