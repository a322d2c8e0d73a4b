// What of shuffled labels passes, and what of planted effects is found.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <gtest/gtest.h>
#include <numeric>

#include "lexicnn/select/select.hpp"

#include "select/noise.hpp"

namespace lexicnn {
namespace {

using test::NoisyImages;

/// The labels in a random order of their own (streams that no null uses).
std::vector<std::int32_t> shuffled(std::vector<std::int32_t> codes, std::uint64_t shuffle) {
  RandomStream(77, shuffle).shuffle(std::span(codes));
  return codes;
}

struct Share {
  double mean = 0;
  double error = 0;  ///< standard error over shuffles
};

Share share_of(const std::vector<double>& shares) {
  const auto count = static_cast<double>(shares.size());
  const double mean = std::accumulate(shares.begin(), shares.end(), 0.0) / count;
  double squares = 0;
  for (const double share : shares)
    squares += (share - mean) * (share - mean);
  return {mean, std::sqrt(squares / (count - 1) / count)};
}

// Per layer and class size: classes 1 and 2 are of one size.
TEST(Calibration, ShuffledLabelsPassTheQuantileAtItsLevel) {
  constexpr int kShuffles = 60;
  constexpr std::array kLevels{0.95, 0.99, 0.999};
  const std::vector<std::vector<std::uint64_t>> sizes{{0}, {1, 2}, {3}, {4}};
  const NoisyImages data(1);
  // The thresholds' own error is that of 600 relabellings: small beside that of 60.
  const Scores once = data.score(data.codes, {.nulls = 600, .seed = 5});
  for (const double q : kLevels) {
    std::vector<std::vector<double>> passed(2 * sizes.size());
    for (std::uint64_t shuffle = 0; shuffle < kShuffles; ++shuffle) {
      Scores scores = data.score(shuffled(data.codes, shuffle), {.nulls = 0});
      scores.null = once.null;
      const Selection selection = select(scores, {.quantile = q});
      for (std::size_t size = 0; size < sizes.size(); ++size) {
        double over[2] = {0, 0};
        for (const std::uint64_t c : sizes[size]) {
          for (std::uint64_t f = 0; f < NoisyImages::kFeatures; ++f)
            over[f / NoisyImages::kLayer] += selection.selected(c, f) != 0 ? 1 : 0;
        }
        const double pairs = static_cast<double>(sizes[size].size() * NoisyImages::kLayer);
        passed[2 * size].push_back(over[0] / pairs);
        passed[2 * size + 1].push_back(over[1] / pairs);
      }
    }
    for (std::size_t i = 0; i < passed.size(); ++i) {
      const Share share = share_of(passed[i]);
      EXPECT_LE(share.mean, 1 - q + 3 * share.error) << "q " << q << ", size and layer " << i;
      // Of continuous features hardly fewer; a mean of 60 shuffles may itself lie below.
      if (i % 2 == 0 && q < 0.999) {
        EXPECT_GE(share.mean + 3 * share.error, 0.8 * (1 - q)) << "q " << q << ", size " << i / 2;
      }
    }
  }
}

TEST(Calibration, EachFeaturePassesItsOwnQuantileAtItsLevel) {
  constexpr int kShuffles = 100;
  const NoisyImages data(2);
  const Scores once = data.score(data.codes, {.nulls = 400, .feature_null = true, .seed = 6});
  std::vector<double> passed[2];
  for (std::uint64_t shuffle = 0; shuffle < kShuffles; ++shuffle) {
    Scores scores = data.score(shuffled(data.codes, shuffle), {.nulls = 0});
    scores.null = once.null;
    const Selection selection = select(scores, {.quantile = 0.95, .null = NullOf::feature});
    double over[2] = {0, 0};
    for (std::uint64_t c = 0; c < 5; ++c) {
      for (std::uint64_t f = 0; f < NoisyImages::kFeatures; ++f)
        over[f / NoisyImages::kLayer] += selection.selected(c, f) != 0 ? 1 : 0;
    }
    for (const std::size_t layer : {0U, 1U})
      passed[layer].push_back(over[layer] / (5.0 * NoisyImages::kLayer));
  }
  for (const auto& layer : passed) {
    const Share share = share_of(layer);
    EXPECT_LE(share.mean, 0.05 + 3 * share.error);
    EXPECT_GE(share.mean + 3 * share.error, 0.8 * 0.05) << "sparse features pass as often as dense";
  }
}

TEST(Calibration, TheFalseDiscoveryRateSelectsNothingOfShuffledLabels) {
  constexpr int kShuffles = 200;
  const NoisyImages data(3);
  int any = 0;
  for (std::uint64_t shuffle = 0; shuffle < kShuffles; ++shuffle) {
    const Scores scores = data.score(shuffled(data.codes, shuffle), {.nulls = 0});
    any += select(scores, {.rule = SelectRule::fdr, .fdr = 0.05}).count() != 0 ? 1 : 0;
  }
  EXPECT_LE(any, 19);  // 5 % of 200 and three standard errors
  RecordProperty("shuffles_with_any", any);
}

enum class Effect { shift, scale, zeros };

/// 5 % of all features: in the first two the class of 60 images is raised, in the others its rest.
constexpr std::array<std::uint64_t, 4> kPlanted{0, 8, 20, 28};

bool is_planted(std::uint64_t feature) {
  return std::find(kPlanted.begin(), kPlanted.end(), feature) != kPlanted.end();
}

void plant(NoisyImages& data, Effect effect) {
  RandomStream stream(9, 0);
  for (std::size_t row = 0; row < data.codes.size(); ++row) {
    for (const std::uint64_t f : kPlanted) {
      const bool inside = (data.codes[row] == 4) == (f < 20);
      float& value = data.at(row, f);
      const double u = stream.uniform();
      if (effect == Effect::shift && inside) value += 0.5F;
      if (effect == Effect::scale) value = inside ? value * 1.6F : value;
      if (effect == Effect::zeros && !inside && u < 0.5) value = 0;
    }
  }
}

class Power : public ::testing::TestWithParam<std::tuple<Effect, SelectRule>> {};

TEST_P(Power, FindsWhatIsPlantedAndNeverSwapsItsSign) {
  const auto [effect, rule] = GetParam();
  constexpr int kTimes = 40;
  // All sets have the law of the first, whose null serves for all.
  static const NullDistribution null =
      NoisyImages(101).score(NoisyImages(101).codes, {.nulls = 2000}).null;
  double found = 0;
  double planted = 0;
  double true_ones = 0;
  double false_ones = 0;
  for (std::uint64_t seed = 1; seed <= kTimes; ++seed) {
    NoisyImages data(100 + seed);
    plant(data, effect);
    Scores scores = data.score(data.codes, {.nulls = 0});
    scores.null = null;
    const Selection selection = select(scores, {.rule = rule, .quantile = 0.9999, .fdr = 0.02});
    for (std::uint64_t c = 0; c < 5; ++c) {
      for (std::uint64_t f = 0; f < NoisyImages::kFeatures; ++f) {
        const std::int8_t mark = selection.selected(c, f);
        if (!is_planted(f)) {
          false_ones += mark != 0 ? 1 : 0;
          continue;
        }
        const bool presence = (c == 4) == (f < 20);
        EXPECT_NE(mark, presence ? -1 : 1) << "class " << c << ", feature " << f;
        true_ones += mark != 0 ? 1 : 0;  // the other classes are part of the rest
        if (c != 4) continue;
        planted += 1;
        found += mark != 0 ? 1 : 0;
      }
    }
  }
  const double precision = true_ones / (true_ones + false_ones);
  EXPECT_GE(precision, 0.95);
  EXPECT_GT(found / planted, 0.5);
  std::printf("recall %.3f, precision %.3f\n", found / planted, precision);
}

std::string name_of(const ::testing::TestParamInfo<std::tuple<Effect, SelectRule>>& info) {
  const char* const effects[] = {"Shift", "Scale", "Zeros"};
  return std::string(effects[static_cast<int>(std::get<0>(info.param))]) +
         (std::get<1>(info.param) == SelectRule::fdr ? "ByRate" : "ByQuantile");
}

INSTANTIATE_TEST_SUITE_P(
    Effects, Power,
    ::testing::Combine(::testing::Values(Effect::shift, Effect::scale, Effect::zeros),
                       ::testing::Values(SelectRule::quantile, SelectRule::fdr)),
    name_of);

}  // namespace
}  // namespace lexicnn
