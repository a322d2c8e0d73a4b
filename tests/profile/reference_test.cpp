// The profile of random scores against a slow, obvious one.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <gtest/gtest.h>

#include "lexicnn/core/memory_source.hpp"
#include "lexicnn/core/random.hpp"
#include "lexicnn/profile/profile.hpp"
#include "lexicnn/score/score.hpp"

namespace lexicnn {
namespace {

constexpr std::uint64_t kImages = 60;
constexpr std::uint64_t kFeatures = 40;
constexpr std::uint64_t kLayers = 7;

/// Random activations scored by the engine: layers in no order, classes of several sizes, features
/// that are dead, sparse or telling.
Scores random_scores(std::uint64_t seed) {
  RandomStream stream(seed, 0);
  ClassLabels labels{{"c0", "c1", "c2", "c3"}, {}};
  for (std::uint64_t i = 0; i < kImages; ++i) {
    labels.codes.push_back(static_cast<std::int32_t>(i < 4 ? i : stream.below(9) % 5) -
                           (i < 4 ? 0 : 1));
  }
  Table features;
  std::vector<std::string> layers;
  std::vector<std::int64_t> index;
  for (std::uint64_t f = 0; f < kFeatures; ++f) {
    const std::uint64_t layer = f < kLayers ? f : stream.below(kLayers);
    features.index.push_back(fmt::format("f{}", f));
    layers.push_back(fmt::format("layer{}", layer));
    index.push_back(static_cast<std::int64_t>(layer * 3 % kLayers));
  }
  features.set("layer", layers);
  features.set("layer_index", index);
  std::vector<double> depth;
  for (const std::int64_t i : index)
    depth.push_back(static_cast<double>(i) / (kLayers - 1));
  features.set("depth", depth);
  std::vector<float> values(kImages * kFeatures);
  for (std::uint64_t i = 0; i < values.size(); ++i) {
    const std::uint64_t f = i % kFeatures;
    const double effect = f % 4 == 1 && labels.codes[i / kFeatures] == 1 ? 0.6 : 0;
    const double u = stream.uniform();
    values[i] = f % 11 == 5
                    ? 3.0F
                    : static_cast<float>(f % 3 == 0 ? std::max(0.0, u - 0.5) + effect : u + effect);
  }
  const MemorySource source(row_major(values.data(), kImages, kFeatures));
  return score(source, labels, features, {.nulls = 20, .seed = seed});
}

/// Sorted values and NumPy's "linear" rule, spelled out.
double quantile(std::vector<double> values, double q) {
  std::sort(values.begin(), values.end());
  const double place = q * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (values[above] - values[below]) * (place - static_cast<double>(below));
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values)
    sum += value;
  return sum / static_cast<double>(values.size());
}

double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  double xy = 0, xx = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mean(x)) * (y[i] - mean(y));
    xx += (x[i] - mean(x)) * (x[i] - mean(x));
    yy += (y[i] - mean(y)) * (y[i] - mean(y));
  }
  return xy / std::sqrt(xx * yy);
}

/// Features that correlate with another of their layer; NaN with fewer than 5 classes.
double slow_copies(const Scores& scores, const std::function<bool(std::uint64_t)>& belongs) {
  if (scores.class_count() < 5) return std::nan("");
  const auto layer = scores.layer_of_feature();
  const auto profile_of = [&](std::uint64_t f) {
    std::vector<double> out;
    for (std::uint64_t c = 0; c < scores.class_count(); ++c)
      out.push_back(scores.signed_ks(c, f));
    return out;
  };
  double copies = 0;
  for (std::uint64_t f = 0; f < scores.feature_count(); ++f) {
    bool copy = false;
    for (std::uint64_t g = 0; g < scores.feature_count(); ++g)
      copy = copy ||
             (f != g && layer[f] == layer[g] && correlation(profile_of(f), profile_of(g)) >= 0.95);
    copies += belongs(f) && copy ? 1 : 0;
  }
  return copies;
}

LayerProfile slow_row(const Scores& scores, const Selection& selection,
                      const std::function<bool(std::uint64_t)>& belongs) {
  const auto classes = scores.class_count();
  const auto& n = scores.classes.get<std::vector<std::int64_t>>("n");
  const auto layer = scores.layer_of_feature();
  std::vector<double> s, magnitude, auc, zeros, thresholds, null_means, null_above;
  std::vector<bool> covered(classes);
  LayerProfile out;
  out.classes_per_feature.resize(classes + 1);
  double presence = 0, absence = 0, both = 0;
  for (std::uint64_t f = 0; f < scores.feature_count(); ++f) {
    if (!belongs(f)) continue;
    std::uint64_t for_it = 0, against_it = 0;
    for (std::uint64_t c = 0; c < classes; ++c) {
      const auto place = std::find(scores.null.sizes.begin(), scores.null.sizes.end(), n[c]);
      const auto size = static_cast<std::uint64_t>(place - scores.null.sizes.begin());
      s.push_back(scores.signed_ks(c, f));
      magnitude.push_back(std::abs(s.back()));
      thresholds.push_back(selection.threshold(c, f));
      auc.push_back(std::abs(scores.auc(c, f) - 0.5));
      null_means.push_back(scores.null.mean(layer[f], size));
      null_above.push_back(scores.null.share_above(layer[f], size, selection.threshold(c, f)));
      if (selection.selected(c, f) != 0) covered[c] = true;
      for_it += selection.selected(c, f) == 1;
      against_it += selection.selected(c, f) == -1;
    }
    ++out.features;
    out.dead += scores.features.get<std::vector<bool>>("dead")[f];
    zeros.push_back(scores.features.get<std::vector<double>>("zero_share")[f]);
    presence += static_cast<double>(for_it);
    absence += static_cast<double>(against_it);
    both += for_it > 0 && against_it > 0;
    ++out.classes_per_feature[for_it + against_it];
  }
  const auto pairs = static_cast<double>(s.size());
  const auto features = static_cast<double>(out.features);
  const double selected = presence + absence;
  out.pairs = s.size();
  out.presence_share = presence / pairs;
  out.absence_share = absence / pairs;
  out.selected_share = selected / pairs;
  out.none_share = static_cast<double>(out.classes_per_feature[0]) / features;
  out.any_share = 1 - out.none_share;
  out.both_share = both / features;
  out.noise_share = selected == 0 ? std::nan("") : mean(null_above) * pairs / selected;
  out.mean_abs = mean(magnitude);
  out.null_mean_abs = mean(null_means);
  out.excess = out.mean_abs - out.null_mean_abs;
  out.mean_signed = mean(s);
  out.threshold = mean(thresholds);
  out.copy_share = slow_copies(scores, belongs) / features;
  out.median_abs = quantile(magnitude, 0.5);
  out.presence_q99 = quantile(s, 0.99);
  out.absence_q01 = quantile(s, 0.01);
  out.max_presence = *std::max_element(s.begin(), s.end());
  out.max_absence = *std::min_element(s.begin(), s.end());
  out.mean_auc_distance = mean(auc);
  out.zero_share = mean(zeros);
  out.classes_covered =
      static_cast<std::uint64_t>(std::count(covered.begin(), covered.end(), true));
  return out;
}

void expect_near(double value, double reference, const std::string& what) {
  if (std::isnan(reference)) {
    EXPECT_TRUE(std::isnan(value)) << what;
  } else {
    EXPECT_NEAR(value, reference, 1e-12 * std::max(1.0, std::abs(reference))) << what;
  }
}

void expect_same(const LayerProfile& row, const LayerProfile& slow) {
  EXPECT_EQ(row.features, slow.features) << row.name;
  EXPECT_EQ(row.dead, slow.dead) << row.name;
  EXPECT_EQ(row.pairs, slow.pairs) << row.name;
  EXPECT_EQ(row.classes_covered, slow.classes_covered) << row.name;
  EXPECT_EQ(row.classes_per_feature, slow.classes_per_feature) << row.name;
  constexpr double LayerProfile::*kNumbers[] = {&LayerProfile::selected_share,
                                                &LayerProfile::presence_share,
                                                &LayerProfile::absence_share,
                                                &LayerProfile::any_share,
                                                &LayerProfile::both_share,
                                                &LayerProfile::none_share,
                                                &LayerProfile::noise_share,
                                                &LayerProfile::mean_abs,
                                                &LayerProfile::null_mean_abs,
                                                &LayerProfile::median_abs,
                                                &LayerProfile::presence_q99,
                                                &LayerProfile::absence_q01,
                                                &LayerProfile::max_presence,
                                                &LayerProfile::max_absence,
                                                &LayerProfile::mean_auc_distance,
                                                &LayerProfile::zero_share,
                                                &LayerProfile::excess,
                                                &LayerProfile::mean_signed,
                                                &LayerProfile::threshold,
                                                &LayerProfile::copy_share};
  for (std::size_t i = 0; i < std::size(kNumbers); ++i) {
    expect_near(row.*kNumbers[i], slow.*kNumbers[i], fmt::format("{} number {}", row.name, i));
  }
}

class ProfileReference : public ::testing::TestWithParam<int> {};

TEST_P(ProfileReference, LayersBandsAndTheWholeAgree) {
  const Scores scores = random_scores(static_cast<std::uint64_t>(GetParam()));
  const double q = GetParam() % 2 == 0 ? 0.95 : 0.6;
  const Selection selection = select(scores, {.quantile = q});
  const ProfileResult result = profile(scores, selection, {{0.4, 0.7}});
  const auto& layers = scores.features.get<std::vector<std::string>>("layer");
  const auto& depth = scores.features.get<std::vector<double>>("depth");
  ASSERT_EQ(result.layers.size(), kLayers);
  for (const LayerProfile& row : result.layers) {
    expect_same(row, slow_row(scores, selection, [&](auto f) { return layers[f] == row.name; }));
  }
  ASSERT_EQ(result.bands.size(), 3U);
  const double edges[] = {-1, 0.4, 0.7, 1};
  for (std::size_t band = 0; band < 3; ++band) {
    expect_same(result.bands[band], slow_row(scores, selection, [&](auto f) {
                  return depth[f] > edges[band] && depth[f] <= edges[band + 1];
                }));
  }
  expect_same(result.all, slow_row(scores, selection, [](auto) { return true; }));
}

INSTANTIATE_TEST_SUITE_P(Seeds, ProfileReference, ::testing::Range(1, 9));

}  // namespace
}  // namespace lexicnn
