#include "embed/transfer_weights.hpp"

#include <algorithm>
#include <cmath>

#include "lexicnn/core/array.hpp"

namespace lexicnn::embed_stage {
namespace {

/// How far a selected pair stands above its noise threshold, with its sign.
double excess(const Scores& scores, const Selection& selection, std::uint64_t c, std::uint64_t f) {
  const std::int8_t sign = selection.selected(c, f);
  if (sign == 0) return 0;
  return sign * (std::abs(scores.signed_ks(c, f)) - selection.threshold(c, f));
}

/// tr(G)² / |G|² of G = A Aᵀ. Aᵀ A has the same eigenvalues but for zeros, so the smaller of the
/// two is made.
double participation_ratio(const Grid<double>& rows) {
  const std::uint64_t columns = rows.columns();
  double trace = 0;
  double squares = 0;
  for (std::uint64_t i = 0; i < rows.rows(); ++i) {
    for (std::uint64_t j = 0; j <= i; ++j) {
      double product = 0;
      for (std::uint64_t k = 0; k < columns; ++k)
        product += rows(i, k) * rows(j, k);
      if (i == j) trace += product;
      squares += (i == j ? 1 : 2) * product * product;
    }
  }
  return trace > 0 ? trace * trace / squares : 0;
}

}  // namespace

std::vector<double> independent_directions(const Scores& scores, const Selection& selection) {
  std::vector<std::vector<std::uint64_t>> layers(scores.layer_names().size());
  const std::vector<std::uint32_t> layer = scores.layer_of_feature();
  for (std::uint64_t f = 0; f < layer.size(); ++f)
    layers[layer[f]].push_back(f);
  std::vector<double> out;
  for (const std::vector<std::uint64_t>& features : layers) {
    const std::uint64_t classes = scores.class_count();
    const bool by_class = classes <= features.size();
    Grid<double> rows(by_class ? classes : features.size(), by_class ? features.size() : classes);
    for (std::uint64_t c = 0; c < classes; ++c) {
      for (std::uint64_t i = 0; i < features.size(); ++i)
        (by_class ? rows(c, i) : rows(i, c)) = excess(scores, selection, c, features[i]);
    }
    out.push_back(participation_ratio(rows));
  }
  return out;
}

std::vector<double> transfer_weights(const Scores& scores, const Selection& selection) {
  const std::vector<double> directions = independent_directions(scores, selection);
  const std::vector<std::uint32_t> layer = scores.layer_of_feature();
  double most = 0;
  for (const double of_layer : directions)
    most = std::max(most, of_layer);
  std::vector<double> out(scores.feature_count(), 0);
  double squares = 0;
  std::uint64_t kept = 0;
  for (std::uint64_t f = 0; f < out.size(); ++f) {
    for (std::uint64_t c = 0; c < scores.class_count(); ++c)
      out[f] = std::max(out[f], std::abs(excess(scores, selection, c, f)));
    if (out[f] == 0) continue;
    const double share = directions[layer[f]] / most;
    out[f] *= share * share * share * share;
    squares += out[f] * out[f];
    ++kept;
  }
  const double scale = std::sqrt(squares / static_cast<double>(std::max<std::uint64_t>(kept, 1)));
  for (double& weight : out) {
    if (weight != 0) weight /= scale;
  }
  return out;
}

}  // namespace lexicnn::embed_stage
