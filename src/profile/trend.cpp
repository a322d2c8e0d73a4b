#include "profile/trend.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "lexicnn/core/random.hpp"

namespace lexicnn {
namespace {

struct Trending {
  const char* name;
  double LayerProfile::*member;
};

constexpr Trending kTrending[] = {
    {"excess", &LayerProfile::excess},           {"selected_share", &LayerProfile::selected_share},
    {"mean_signed", &LayerProfile::mean_signed}, {"both_share", &LayerProfile::both_share},
    {"none_share", &LayerProfile::none_share},   {"max_presence", &LayerProfile::max_presence},
    {"max_absence", &LayerProfile::max_absence}, {"copy_share", &LayerProfile::copy_share},
};

constexpr int kShuffles = 9999;
constexpr std::size_t kFewestLayers = 5;  // for an interval

std::vector<double> mid_ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> out(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    while (end < order.size() && values[order[end]] == values[order[begin]])
      ++end;
    for (std::size_t i = begin; i < end; ++i)
      out[order[i]] = static_cast<double>(begin + end - 1) / 2;
    begin = end;
  }
  return out;
}

double pearson(std::span<const double> x, std::span<const double> y) {
  const auto count = static_cast<double>(x.size());
  const double mean_x = std::accumulate(x.begin(), x.end(), 0.0) / count;
  const double mean_y = std::accumulate(y.begin(), y.end(), 0.0) / count;
  double xy = 0;
  double xx = 0;
  double yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mean_x) * (y[i] - mean_y);
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    yy += (y[i] - mean_y) * (y[i] - mean_y);
  }
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : std::nan("");
}

/// Fisher's z with the variance of Bonett and Wright (2000). A perfect order is taken as half a
/// step from perfect, which has an interval.
Interval interval_of(double rho, std::size_t layers) {
  if (std::isnan(rho) || layers < kFewestLayers) return {std::nan(""), std::nan("")};
  const auto n = static_cast<double>(layers);
  const double most = 1 - 6 / (n * (n * n - 1));
  const double held = std::clamp(rho, -most, most);
  const double reach = 1.96 * std::sqrt((1 + held * held / 2) / (n - 3));
  return {std::tanh(std::atanh(held) - reach), std::tanh(std::atanh(held) + reach)};
}

/// Share of the orders of the layers, as many as are drawn and this one, with as strong a trend.
double p_of(std::span<const double> depth, std::span<const double> values, double rho) {
  if (std::isnan(rho)) return rho;
  const std::vector<double> x = mid_ranks(depth);
  std::vector<double> y = mid_ranks(values);
  RandomStream stream(1, 0);
  int as_strong = 0;
  for (int shuffle = 0; shuffle < kShuffles; ++shuffle) {
    stream.shuffle(std::span(y));
    as_strong += std::abs(pearson(x, y)) >= std::abs(rho) - 1e-12 ? 1 : 0;
  }
  return (as_strong + 1.0) / (kShuffles + 1.0);
}

}  // namespace

double spearman(std::span<const double> x, std::span<const double> y) {
  if (x.size() < 2) return std::nan("");
  return pearson(mid_ranks(x), mid_ranks(y));
}

std::vector<Trend> trends_of(std::span<const LayerProfile> layers) {
  std::vector<Trend> out;
  for (const Trending& measure : kTrending) {
    std::vector<double> depth;
    std::vector<double> values;
    for (const LayerProfile& layer : layers) {
      if (std::isnan(layer.*measure.member)) continue;
      depth.push_back(layer.depth);
      values.push_back(layer.*measure.member);
    }
    Trend trend;
    trend.measure = measure.name;
    trend.layers = values.size();
    trend.rho = spearman(depth, values);
    const Interval interval = interval_of(trend.rho, values.size());
    trend.low = interval.low;
    trend.high = interval.high;
    trend.p = p_of(depth, values, trend.rho);
    out.push_back(trend);
  }
  return out;
}

}  // namespace lexicnn
