#include "score/p_value_one_sample.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "score/p_value_durbin.hpp"
#include "score/p_value_durbin_table.hpp"
#include "score/p_value_factorial.hpp"
#include "score/p_value_pelz_good.hpp"
#include "score/p_value_smirnov.hpp"

namespace lexicnn {
namespace {

// Bounds of the regions of Simard and L'Ecuyer (2011), in n and x = t / n.
constexpr std::int64_t kFew = 140;
constexpr double kFewTail = 4;      // n x^2 from which few values take the one-sided sum, doubled
constexpr double kManyTail = 2.2;   // the same for many values
constexpr double kManySmall = 1.4;  // n x^1.5 up to which many values take Durbin's matrix
// Theirs is 100,000. Over 5,000 P(D_n < x) is small there, and Pelz-Good gives it within 1.1e-10.
constexpr std::int64_t kMostDurbin = 5'000;
// For many values P(D_n < x) is below 1e-13 up to this n x^2.
constexpr double kNever = 0.18 * 0.18;

// The law is a polynomial in t between multiples of 1/2.
constexpr double kPiece = 0.5;
constexpr double kManyPanel = 1.5;
// Near x = 1, and for very few values, its logarithm is not smooth enough for panels.
constexpr std::int64_t kFewestPanels = 12;
constexpr double kPanelEnd = 0.8;
constexpr double kPanelEndZ = 40;  // in sqrt(n) x

double log_both_tails(std::int64_t n, double t) {
  return std::min(0.0, std::numbers::ln2 + log_smirnov(n, t));
}

/// The largest t that Durbin's matrix serves for many values, with the panel it lies in.
double most_durbin(std::int64_t n) {
  return std::cbrt(kManySmall * kManySmall * static_cast<double>(n)) + kManyPanel;
}

const DurbinTable& table_of_few() {
  static const DurbinTable table(kPiece, kFew, std::sqrt(kFewTail * kFew) + kPiece);
  return table;
}

const DurbinTable& table_of_many() {
  static const DurbinTable table(kManyPanel, kMostDurbin, most_durbin(kMostDurbin));
  return table;
}

/// log P(D_n >= t / n) at the nodes of a panel.
Panels::Nodes log_above(const DurbinTable& table, std::size_t panel, std::int64_t n) {
  Panels::Nodes out = table.below(panel, n);
  for (double& each : out)
    each = std::log1p(-each);
  return out;
}

}  // namespace

OneSampleLaw::OneSampleLaw(std::int64_t n) : n_(n) {
  const auto count = static_cast<double>(n);
  const double root = std::sqrt(count);
  if (n <= kFew) {
    if (n >= kFewestPanels) bulk_ = Panels(1, kPanelEnd * count, kPiece);
  } else {
    if (n <= kMostDurbin) bulk_ = Panels(1, most_durbin(n), kManyPanel);
    tail_ =
        Panels(std::sqrt(kManyTail * count), std::min(kPanelEnd * count, kPanelEndZ * root), root);
  }
}

double OneSampleLaw::log_survival(double t) const {
  const auto n = static_cast<double>(n_);
  if (t <= 0.5) return 0;
  if (t >= n) return -std::numeric_limits<double>::infinity();
  if (t <= 1) {  // Ruben and Gambino (1982)
    const double log_scale = 0.5 * std::log(2 * std::numbers::pi * n) - n + stirling_error(n_);
    return std::log1p(-std::exp(log_scale + n * std::log(2 * t - 1)));
  }
  return n_ <= kFew ? of_few(t) : of_many(t);
}

double OneSampleLaw::of_few(double t) const {
  const auto n = static_cast<double>(n_);
  // One formula for a whole piece. From x = 1/2 the two tails exclude each other.
  const double piece = std::floor(t / kPiece) * kPiece;
  const bool tail = piece >= n / 2 || piece * piece > kFewTail * n;
  const auto both_tails = [this](double at) { return log_both_tails(n_, at); };
  if (!bulk_.covers(t)) return tail ? both_tails(t) : std::log1p(-durbin_below(n_, t));
  if (tail) return std::min(0.0, bulk_.value(t, both_tails));
  return std::min(0.0, bulk_.value_of_nodes(t, [this](std::size_t panel) {
    return log_above(table_of_few(), panel, n_);
  }));
}

double OneSampleLaw::of_many(double t) const {
  const auto n = static_cast<double>(n_);
  const double z2 = t * t / n;
  if (z2 >= kManyTail) {
    const auto direct = [this](double at) { return log_both_tails(n_, at); };
    return tail_.covers(t) ? std::min(0.0, tail_.value(t, direct)) : direct(t);
  }
  if (z2 <= kNever) return 0;
  if (n_ <= kMostDurbin && t * std::sqrt(t / n) <= kManySmall) {
    return std::min(0.0, bulk_.value_of_nodes(t, [this](std::size_t panel) {
      return log_above(table_of_many(), panel, n_);
    }));
  }
  return std::log1p(-pelz_good_below(n, std::sqrt(z2)));
}

}  // namespace lexicnn
