#include "profile/spread.hpp"

#include <cmath>
#include <numeric>

namespace lexicnn {
namespace {

/// Adds a layer's halves to those of a larger row, each feature of which weighs the same.
void add_weighted(const std::vector<double>& layer, double weight, std::vector<double>& sum) {
  sum.resize(layer.size());
  for (std::size_t half = 0; half < layer.size(); ++half)
    sum[half] += layer[half] * weight;
}

void add_layer(const LayerProfile& layer, LayerProfile& row) {
  const double weight = static_cast<double>(layer.features) / static_cast<double>(row.features);
  add_weighted(layer.half_abs, weight, row.half_abs);
  add_weighted(layer.half_signed, weight, row.half_signed);
}

void set_intervals(LayerProfile& row) {
  const double strength = kNormal95 * deviation(row.half_abs);
  row.excess_low = row.excess - strength;
  row.excess_high = row.excess + strength;
  const double balance = kNormal95 * deviation(row.half_signed);
  row.signed_low = row.mean_signed - balance;
  row.signed_high = row.mean_signed + balance;
}

std::vector<double> column(const Grid<double>& grid, std::uint64_t place) {
  std::vector<double> out;
  for (std::uint64_t half = 0; half < grid.rows(); ++half)
    out.push_back(grid(half, place));
  return out;
}

}  // namespace

double deviation(const std::vector<double>& values) {
  if (values.size() < 2) return std::nan("");
  const auto count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double squares = 0;
  for (const double value : values)
    squares += (value - mean) * (value - mean);
  return std::sqrt(squares / (count - 1));
}

void add_intervals(ProfileResult& result, const Scores& scores, const NetworkLayout& layout) {
  for (std::size_t i = 0; i < result.layers.size(); ++i) {
    LayerProfile& layer = result.layers[i];
    const std::uint32_t place = layout.layers[i].null_layer;
    layer.half_abs = column(scores.resamples.mean_abs, place);
    layer.half_signed = column(scores.resamples.mean_signed, place);
    if (!result.bands.empty()) add_layer(layer, result.bands[layout.layers[i].band]);
    add_layer(layer, result.all);
  }
  for (LayerProfile& layer : result.layers)
    set_intervals(layer);
  for (LayerProfile& band : result.bands)
    set_intervals(band);
  set_intervals(result.all);
}

}  // namespace lexicnn
