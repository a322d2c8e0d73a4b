#include <cmath>
#include <gtest/gtest.h>
#include <numeric>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/provenance.hpp"
#include "lexicnn/score/compare.hpp"

#include "score/reference.hpp"
#include "score/score_fixture.hpp"

namespace lexicnn {
namespace {

using test::numbered_classes;

/// Four classes of 5 to 20 images, one of 1, some images without a class; awkward values.
struct Sample {
  static constexpr std::uint64_t kFeatures = 6;
  std::vector<std::int32_t> codes;
  std::vector<float> values;

  Sample() {
    for (const auto& [size, code] :
         std::vector<std::pair<int, int>>{{5, 0}, {8, 1}, {20, 2}, {1, 3}, {7, -1}}) {
      codes.insert(codes.end(), static_cast<std::size_t>(size), code);
    }
    RandomStream stream(3, 0);
    for (std::size_t row = 0; row < codes.size(); ++row) {
      for (std::uint64_t f = 0; f < kFeatures; ++f)
        values.push_back(test::awkward_value<float>(stream, f));
    }
  }

  [[nodiscard]] Scores score(std::uint64_t halves, unsigned threads = 1) const {
    const MemorySource source(row_major(values.data(), codes.size(), kFeatures));
    Table features = test::numbered_features(kFeatures);
    features.set("layer", std::vector<std::string>{"a", "a", "b", "b", "b", "b"});
    return lexicnn::score(source, numbered_classes(codes, 4), features,
                          {.nulls = 0, .bootstrap = halves, .seed = 7},
                          test::with_threads(threads));
  }
};

/// Whether each image is in a half, as docs/score.md says it is drawn.
std::vector<bool> slow_half(const std::vector<std::int32_t>& codes, std::uint64_t seed,
                            std::uint64_t half) {
  std::vector<bool> out(codes.size());
  RandomStream stream(seed, (std::uint64_t{1} << 40) + half);
  for (const std::int32_t code : {0, 1, 2, 3, -1}) {
    std::vector<std::uint32_t> images;
    for (std::size_t i = 0; i < codes.size(); ++i) {
      if (codes[i] == code) images.push_back(static_cast<std::uint32_t>(i));
    }
    stream.shuffle(std::span(images));
    for (std::size_t i = 0; i < images.size() / 2; ++i)
      out[images[i]] = true;
  }
  return out;
}

TEST(HalfSamples, MeansEqualScoringTheHalfAlone) {
  const Sample sample;
  constexpr std::uint64_t kHalves = 4;
  const Scores scores = sample.score(kHalves);
  for (std::uint64_t half = 0; half < kHalves; ++half) {
    const std::vector<bool> drawn = slow_half(sample.codes, 7, half);
    std::vector<std::int32_t> kept;
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      if (drawn[i]) kept.push_back(sample.codes[i]);
    }
    double abs_sum[2] = {0, 0};
    double signed_sum[2] = {0, 0};
    for (std::uint64_t f = 0; f < Sample::kFeatures; ++f) {
      std::vector<float> values;
      for (std::size_t i = 0; i < drawn.size(); ++i) {
        if (drawn[i]) values.push_back(sample.values[i * Sample::kFeatures + f]);
      }
      for (std::int32_t c = 0; c < 3; ++c) {
        const auto one = test::reference_score(values, kept, c);
        const double s = static_cast<double>(one.numerator) / static_cast<double>(one.n * one.m);
        abs_sum[f < 2 ? 0 : 1] += std::abs(s);
        signed_sum[f < 2 ? 0 : 1] += s;
      }
    }
    EXPECT_NEAR(scores.resamples.mean_abs(half, 0), abs_sum[0] / 6, 1e-9);
    EXPECT_NEAR(scores.resamples.mean_abs(half, 1), abs_sum[1] / 12, 1e-9);
    EXPECT_NEAR(scores.resamples.mean_signed(half, 0), signed_sum[0] / 6, 1e-9);
    EXPECT_NEAR(scores.resamples.mean_signed(half, 1), signed_sum[1] / 12, 1e-9);
  }
}

TEST(HalfSamples, AreTheSameForAnyThreadsAndInTheFile) {
  const Sample sample;
  const Scores scores = sample.score(50);
  EXPECT_EQ(scores.resamples.mean_abs, sample.score(50, 4).resamples.mean_abs);
  const Scores back = scores_from(to_annotated(scores, make_provenance("scores", "")));
  EXPECT_EQ(back.resamples.mean_abs, scores.resamples.mean_abs);
  EXPECT_EQ(back.resamples.mean_signed, scores.resamples.mean_signed);
  EXPECT_TRUE(sample.score(0).resamples.empty());
}

TEST(HalfSamples, DoNotChangeTheScores) {
  const Sample sample;
  EXPECT_EQ(sample.score(0).numerator, sample.score(5).numerator);
}

TEST(HalfSamples, GoWithOneSetOfLabels) {
  const Sample sample;
  const MemorySource source(row_major(sample.values.data(), sample.codes.size(), 6));
  const Table features = test::numbered_features(6);
  const auto labels = numbered_classes(sample.codes, 4);
  const ScoreOptions options{.nulls = 0, .bootstrap = 5};
  EXPECT_THROW(score_against(source, labels, "class1", features, options), Error);
  EXPECT_THROW(score_one_vs_one(source, labels, features, options), Error);
  EXPECT_THROW(score(source, labels, features, {.bootstrap = 100'001}), Error);
}

}  // namespace
}  // namespace lexicnn
