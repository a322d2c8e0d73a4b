#include "profile/redundancy.hpp"

#include <cmath>
#include <cstdint>

#include "lexicnn/core/array.hpp"

namespace lexicnn {
namespace {

/// The profiles of some features as columns of length 1 and mean 0; constant ones are all 0.
Grid<double> unit_profiles(const Scores& scores, const std::vector<std::uint64_t>& features) {
  const std::uint64_t classes = scores.class_count();
  Grid<double> out(classes, features.size());
  for (std::uint64_t i = 0; i < features.size(); ++i) {
    double sum = 0;
    for (std::uint64_t c = 0; c < classes; ++c)
      sum += scores.signed_ks(c, features[i]);
    const double mean = sum / static_cast<double>(classes);
    double squares = 0;
    for (std::uint64_t c = 0; c < classes; ++c)
      squares += std::pow(scores.signed_ks(c, features[i]) - mean, 2);
    if (!(squares > 0)) continue;
    for (std::uint64_t c = 0; c < classes; ++c)
      out(c, i) = (scores.signed_ks(c, features[i]) - mean) / std::sqrt(squares);
  }
  return out;
}

/// Flags the columns that correlate with another, all pairs of a layer at the cost of a matrix
/// product.
std::vector<bool> correlated(const Grid<double>& profiles) {
  std::vector<bool> out(profiles.columns());
  std::vector<double> products(profiles.columns());
  for (std::uint64_t i = 0; i < profiles.columns(); ++i) {
    std::fill(products.begin(), products.end(), 0.0);
    for (std::uint64_t c = 0; c < profiles.rows(); ++c) {
      const double own = profiles(c, i);
      const double* others = &profiles(c, 0);
      for (std::uint64_t j = i + 1; j < profiles.columns(); ++j)
        products[j] += own * others[j];
    }
    for (std::uint64_t j = i + 1; j < profiles.columns(); ++j) {
      if (products[j] >= kNearCopy) out[i] = out[j] = true;
    }
  }
  return out;
}

}  // namespace

std::vector<bool> near_copies(const Scores& scores, const NetworkLayout& layout) {
  if (scores.class_count() < kFewestClassesForCopies) return {};
  std::vector<std::vector<std::uint64_t>> features(layout.layers.size());
  for (std::uint64_t f = 0; f < layout.layer_of.size(); ++f)
    features[layout.layer_of[f]].push_back(f);
  std::vector<bool> out(layout.layer_of.size());
  for (const std::vector<std::uint64_t>& layer : features) {
    const std::vector<bool> flags = correlated(unit_profiles(scores, layer));
    for (std::size_t i = 0; i < layer.size(); ++i)
      out[layer[i]] = flags[i];
  }
  return out;
}

}  // namespace lexicnn
