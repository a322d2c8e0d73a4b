// Which layer belongs to which band, and in which order they come.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/profile/profile.hpp"

#include "support/small_scores.hpp"

namespace lexicnn {
namespace {

using Names = std::vector<std::string>;

Scores one_feature_a_layer(std::size_t layers) {
  Names names;
  for (std::size_t i = 0; i < layers; ++i)
    names.push_back(fmt::format("conv{}", i));
  return test::small_scores({"cat"}, {3}, names, std::vector<double>(layers, 0.5));
}

ProfileResult profile_of(const Scores& scores, const ProfileOptions& options = {}) {
  return profile(scores, select(scores, {.rule = SelectRule::threshold, .threshold = 0.3}),
                 options);
}

Names names_of(const std::vector<LayerProfile>& rows) {
  Names out;
  for (const LayerProfile& row : rows)
    out.push_back(row.name);
  return out;
}

std::vector<std::uint64_t> sizes_of(const std::vector<LayerProfile>& rows) {
  std::vector<std::uint64_t> out;
  for (const LayerProfile& row : rows)
    out.push_back(row.features);
  return out;
}

TEST(Bands, ThirdsOfThirteenLayers) {
  const ProfileResult result = profile_of(one_feature_a_layer(13));
  EXPECT_EQ(names_of(result.bands), (Names{"low", "middle", "high"}));
  EXPECT_EQ(sizes_of(result.bands), (std::vector<std::uint64_t>{5, 4, 4}));
  EXPECT_DOUBLE_EQ(result.bands[0].depth, 1.0 / 6);
  EXPECT_DOUBLE_EQ(result.bands[1].depth, 0.5);
  EXPECT_DOUBLE_EQ(result.bands[2].depth, 5.0 / 6);
  EXPECT_EQ(result.bands[2].index, 2U);
}

TEST(Bands, AnUpperDepthIsInclusive) {
  const ProfileResult result = profile_of(one_feature_a_layer(5), {{0.25, 0.5}});
  EXPECT_EQ(sizes_of(result.bands), (std::vector<std::uint64_t>{2, 1, 2}));
}

TEST(Bands, ALastDepthOfOneMayBeGiven) {
  const Scores scores = one_feature_a_layer(5);
  EXPECT_EQ(sizes_of(profile_of(scores, {{0.25, 0.5, 1}}).bands),
            sizes_of(profile_of(scores, {{0.25, 0.5}}).bands));
}

TEST(Bands, AreNamedByTheirNumber) {
  const Scores scores = one_feature_a_layer(9);
  EXPECT_EQ(names_of(profile_of(scores, {{0.5}}).bands), (Names{"low", "high"}));
  EXPECT_EQ(names_of(profile_of(scores, {{0.2, 0.4, 0.6}}).bands),
            (Names{"band 1", "band 2", "band 3", "band 4"}));
}

TEST(Bands, FewerThanTwoAreNone) {
  const Scores scores = one_feature_a_layer(9);
  EXPECT_TRUE(profile_of(scores, {{}}).bands.empty());
  EXPECT_TRUE(profile_of(scores, {{1.0}}).bands.empty());
}

TEST(Bands, OneWithoutALayerIsLeftOut) {
  const ProfileResult result = profile_of(one_feature_a_layer(2));
  EXPECT_EQ(names_of(result.bands), (Names{"low", "high"}));
  EXPECT_EQ(sizes_of(result.bands), (std::vector<std::uint64_t>{1, 1}));
}

TEST(Bands, OneLayerHasNoDepth) {
  const ProfileResult result = profile_of(one_feature_a_layer(1));
  EXPECT_EQ(names_of(result.layers), (Names{"conv0"}));
  EXPECT_TRUE(result.bands.empty());
  EXPECT_EQ(to_text(result).find("low"), std::string::npos);
  EXPECT_EQ(result.layers[0].depth, 0);
  EXPECT_EQ(result.all.mean_abs, result.layers[0].mean_abs);
}

TEST(Bands, WithoutALayerColumnThereIsOneLayer) {
  Scores scores = one_feature_a_layer(4);
  scores.features.columns.erase(scores.features.columns.begin());
  ASSERT_EQ(scores.features.find("layer"), nullptr);
  const ProfileResult result = profile_of(scores);
  EXPECT_EQ(names_of(result.layers), (Names{"all"}));
  EXPECT_TRUE(result.bands.empty());
  EXPECT_EQ(result.layers[0].features, 4U);
  const std::string text = to_text(result);
  EXPECT_EQ(text.find("\nall "), text.rfind("\nall ")) << "the layer is the whole: once is enough";
}

TEST(Bands, LayersComeInTheOrderOfTheirIndex) {
  Scores scores =
      test::small_scores({"cat"}, {3}, {"late", "early", "late", "mid"}, {0.8, 0.1, 0.6, 0.4});
  scores.features.set("layer_index", std::vector<std::int64_t>{12, 0, 12, 6});
  scores.features.set("depth", std::vector<double>{1, 0, 1, 0.5});
  const ProfileResult result = profile_of(scores);
  EXPECT_EQ(names_of(result.layers), (Names{"early", "mid", "late"}));
  EXPECT_EQ(result.layers[2].index, 12U);
  EXPECT_EQ(result.layers[1].depth, 0.5);
  EXPECT_EQ(result.layers[2].features, 2U);
  EXPECT_DOUBLE_EQ(result.layers[2].mean_abs, 0.7);
  EXPECT_DOUBLE_EQ(result.layers[0].median_abs, 0.1);
}

TEST(Bands, RefusesDepthsThatDoNotAscend) {
  const Scores scores = one_feature_a_layer(4);
  const std::vector<std::vector<double>> wrong{{0.5, 0.5}, {0.6, 0.3}, {0, 0.5},
                                               {-0.1},     {0.5, 1.5}, {std::nan("")}};
  for (const std::vector<double>& depths : wrong) {
    try {
      profile_of(scores, {depths});
      ADD_FAILURE() << depths.front();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::invalid_option);
      EXPECT_NE(std::string(error.what()).find("bands = "), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace lexicnn
