#include "embed/guide.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fmt/format.h>
#include <numeric>
#include <string>
#include <vector>

#include "lexicnn/core/error.hpp"

#include "embed/find_columns.hpp"

namespace lexicnn {

void embed_stage::check_same_features(const EmbedGuide& guide, const Table& features) {
  const std::vector<std::string>& scored = guide.scores.features.index;
  const auto [ours, theirs] =
      std::mismatch(features.index.begin(), features.index.end(), scored.begin(), scored.end());
  if (ours == features.index.end() && theirs == scored.end()) return;
  throw Error(
      ErrorKind::invalid_input,
      fmt::format("the scores are of other features: number {} is '{}' there, '{}' here",
                  ours - features.index.begin(), theirs == scored.end() ? std::string() : *theirs,
                  ours == features.index.end() ? std::string() : *ours));
}

void embed_stage::check_same_images(const EmbedGuide& guide, const Embedding& embedding) {
  constexpr double kRounding = 1e-6;  // of a deviation: float64 sums differ by far less
  const auto& means = guide.scores.features.get<std::vector<double>>("mean");
  const auto& deviations = guide.scores.features.get<std::vector<double>>("std");
  for (std::size_t i = 0; i < embedding.columns.size(); ++i) {
    const std::uint64_t column = embedding.columns[i];
    const double most =
        kRounding * std::max({embedding.std[i], deviations[column], std::abs(means[column])});
    if (std::abs(embedding.mean[i] - means[column]) <= most &&
        std::abs(embedding.std[i] - deviations[column]) <= most) {
      continue;
    }
    throw Error(ErrorKind::invalid_input,
                fmt::format("the scores are of other images than the training ones: the mean and "
                            "deviation of feature '{}' are {} and {} there, {} and {} here; score "
                            "the training images alone (score --split)",
                            embedding.features.index[i], means[column], deviations[column],
                            embedding.mean[i], embedding.std[i]));
  }
}

void embed_stage::find_by_name(FeatureWeights& weights, const Table& scored,
                               const Table& features) {
  const Table kept = scored.select_rows(weights.kept);
  const std::vector<std::uint64_t> columns =
      find_columns(kept.index, kept, features, "scores file");
  std::vector<std::size_t> order(columns.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&columns](std::size_t a, std::size_t b) { return columns[a] < columns[b]; });
  const std::vector<double> weight = weights.weight;
  for (std::size_t i = 0; i < order.size(); ++i) {
    weights.kept[i] = columns[order[i]];
    weights.weight[i] = weight[order[i]];
  }
}

}  // namespace lexicnn
