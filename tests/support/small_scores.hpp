/// Scores written by hand, for the tests of the stages that read them.
#pragma once

#include <cmath>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "lexicnn/core/feature_name.hpp"
#include "lexicnn/score/scores.hpp"

namespace lexicnn::test {

/// Scores of given signed KS, row-major classes × features. Features are numbered within their
/// layer. AUC is (1 + s) / 2, the location is |s|, the shares above it are (1 ± s) / 2, log10 p is
/// -10 |s|, nothing is dead or zero, and there is no null.
inline Scores small_scores(const std::vector<std::string>& classes,
                           const std::vector<std::int64_t>& images,
                           const std::vector<std::string>& layers, const std::vector<double>& s) {
  Scores out;
  out.classes.index = classes;
  out.classes.set("n", images);
  std::map<std::string, std::uint64_t> channels;
  for (const std::string& layer : layers) {
    out.features.index.push_back(to_string(FeatureName{layer, channels[layer]++}));
  }
  const std::size_t features = layers.size();
  out.features.set("layer", layers);
  out.features.set("mean", std::vector<double>(features, 0.5));
  out.features.set("std", std::vector<double>(features, 0.25));
  out.features.set("zero_share", std::vector<double>(features, 0.0));
  out.features.set("dead", std::vector<bool>(features, false));
  Grid<double>* grids[] = {&out.signed_ks,   &out.auc,         &out.location,
                           &out.inner_share, &out.outer_share, &out.log10_p};
  for (Grid<double>* grid : grids)
    *grid = Grid<double>(classes.size(), features);
  for (std::size_t i = 0; i < s.size(); ++i) {
    out.signed_ks.values()[i] = s[i];
    out.auc.values()[i] = (1 + s[i]) / 2;
    out.location.values()[i] = std::abs(s[i]);
    out.inner_share.values()[i] = (1 + s[i]) / 2;
    out.outer_share.values()[i] = (1 - s[i]) / 2;
    out.log10_p.values()[i] = -10 * std::abs(s[i]);
  }
  return out;
}

/// A null for every layer and class size of `scores` in which every |s| lies in one bin.
inline void add_flat_null(Scores& scores, std::uint64_t bin) {
  scores.null.layers = scores.layer_names();
  const auto& images = scores.classes.get<std::vector<std::int64_t>>("n");
  const std::set<std::uint64_t> sizes(images.begin(), images.end());
  scores.null.sizes.assign(sizes.begin(), sizes.end());
  const std::uint64_t bins = NullDistribution::kBins;
  const std::uint64_t pairs = scores.null.layers.size() * scores.null.sizes.size();
  scores.null.counts.assign(pairs * bins, 0);
  for (std::uint64_t pair = 0; pair < pairs; ++pair)
    scores.null.counts[pair * bins + bin] = 10;
  scores.null.repeats = 10;
}

}  // namespace lexicnn::test
