#include <cmath>
#include <gtest/gtest.h>
#include <numeric>

#include "lexicnn/embed/embedding.hpp"
#include "lexicnn/embed/feature_weights.hpp"
#include "lexicnn/score/score.hpp"

#include "embed/support.hpp"

namespace {

using namespace lexicnn;
using namespace lexicnn::test;

constexpr std::uint64_t kColumns = 40;
constexpr std::uint64_t kLayers = 3;

/// Features of three layers of 20, 12 and 8: those of the last are fewer than the classes.
Table layered_features() {
  Table out = named_features(kColumns);
  std::vector<std::string> layer;
  for (std::uint64_t f = 0; f < kColumns; ++f)
    layer.push_back(f < 20 ? "low" : f < 32 ? "middle" : "high");
  out.set("layer", make_categorical(layer, false));
  return out;
}

/// Images of ten classes: in the first layer all features tell the same class, in the others each
/// tells another.
struct Reference {
  explicit Reference(std::uint64_t seed) : x(random_matrix(120, kColumns, seed)) {
    labels.names = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
    for (std::uint64_t row = 0; row < x.rows(); ++row) {
      labels.codes.push_back(static_cast<std::int32_t>(row % 10));
      for (std::uint64_t f = 0; f < kColumns; ++f) {
        const std::uint64_t told = f < 20 ? 0 : f % 10;
        if (f % 7 != 3) x(row, f) += row % 10 == told ? 2000.0F : 0.0F;
      }
    }
    const MemorySource source(row_major(x.values().data(), x.rows(), x.columns()));
    scores = score(source, labels, layered_features(), {.nulls = 30});
    selection = select(scores);
  }

  Grid<float> x;
  ClassLabels labels;
  Scores scores;
  Selection selection;
};

/// The weights by their definition, G over the classes in every layer; 0 where nothing is selected.
std::vector<double> weights_by_definition(const Scores& scores, const Selection& selection) {
  const std::uint64_t classes = scores.class_count();
  const std::vector<std::uint32_t> layer = scores.layer_of_feature();
  Grid<double> excess(classes, scores.feature_count());
  for (std::uint64_t c = 0; c < classes; ++c) {
    for (std::uint64_t f = 0; f < scores.feature_count(); ++f) {
      const double s = scores.signed_ks(c, f);
      if (std::abs(s) > selection.threshold(c, f))
        excess(c, f) = std::copysign(std::abs(s) - selection.threshold(c, f), s);
    }
  }
  std::vector<double> directions;
  for (std::uint32_t l = 0; l < kLayers; ++l) {
    double trace = 0;
    double squares = 0;
    for (std::uint64_t c = 0; c < classes; ++c) {
      for (std::uint64_t d = 0; d < classes; ++d) {
        double g = 0;
        for (std::uint64_t f = 0; f < scores.feature_count(); ++f)
          g += layer[f] == l ? excess(c, f) * excess(d, f) : 0;
        trace += c == d ? g : 0;
        squares += g * g;
      }
    }
    directions.push_back(squares > 0 ? trace * trace / squares : 0);
  }
  std::vector<double> out(scores.feature_count(), 0);
  double squares = 0;
  double kept = 0;
  for (std::uint64_t f = 0; f < out.size(); ++f) {
    double most = 0;
    for (std::uint64_t c = 0; c < classes; ++c)
      most = std::max(most, std::abs(excess(c, f)));
    out[f] = most * std::pow(directions[layer[f]], 4);
    squares += out[f] * out[f];
    kept += out[f] > 0 ? 1 : 0;
  }
  for (double& weight : out)
    weight /= std::sqrt(squares / kept);
  return out;
}

Embedding fit(const Grid<float>& x, const Table& features, const Reference& reference) {
  const MemorySource source(row_major(x.values().data(), x.rows(), x.columns()));
  const EmbedGuide guide{reference.scores, reference.selection};
  EmbedOptions options;
  options.method = EmbedMethod::transfer;
  return fit_embedding(source, features, options, &guide);
}

TEST(Transfer, WeightsFollowTheirDefinition) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const Reference reference(seed);
    const FeatureWeights weights =
        feature_weights(EmbedMethod::transfer, reference.scores, reference.selection);
    const std::vector<double> expected =
        weights_by_definition(reference.scores, reference.selection);
    std::vector<std::uint64_t> kept;
    for (std::uint64_t f = 0; f < kColumns; ++f) {
      if (expected[f] > 0) kept.push_back(f);
    }
    ASSERT_EQ(weights.kept, kept);
    ASSERT_EQ(kept,
              feature_weights(EmbedMethod::selected, reference.scores, reference.selection).kept);
    EXPECT_LT(kept.size(), kColumns);  // constant features tell nothing
    double squares = 0;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      EXPECT_NEAR(weights.weight[i], expected[kept[i]], 1e-12 * expected[kept[i]]) << kept[i];
      squares += weights.weight[i] * weights.weight[i];
    }
    EXPECT_NEAR(squares, static_cast<double>(kept.size()), 1e-10);
  }
}

TEST(Transfer, ALayerThatSaysOneThingWeighsLittle) {
  const Reference reference(5);
  const FeatureWeights weights =
      feature_weights(EmbedMethod::transfer, reference.scores, reference.selection);
  double low = 0;
  double middle = 1e300;
  for (std::size_t i = 0; i < weights.kept.size(); ++i) {
    if (weights.kept[i] < 20) low = std::max(low, weights.weight[i]);
    if (weights.kept[i] >= 20 && weights.kept[i] < 32) middle = std::min(middle, weights.weight[i]);
  }
  EXPECT_GT(low, 0);
  EXPECT_LT(low, middle);
}

TEST(Transfer, DigitsAreOfTheFullNetworkWhateverTheReference) {
  const Reference reference(6);
  const Grid<float> target = random_matrix(30, kColumns, 77);
  const Embedding fitted = fit(target, layered_features(), reference);
  EXPECT_EQ(fitted.training_images, 30U);
  const MemorySource source(row_major(target.values().data(), 30, kColumns));
  const Grid<std::int8_t> digits = embed(source, fitted);
  const Grid<std::int8_t> all = digits_by_definition(target, 30);
  for (std::uint64_t row = 0; row < 30; ++row) {
    for (std::uint64_t i = 0; i < fitted.columns.size(); ++i)
      ASSERT_EQ(digits(row, i), all(row, fitted.columns[i]));
  }
}

TEST(Transfer, FindsFeaturesByName) {
  const Reference reference(7);
  const Grid<float> target = random_matrix(30, kColumns, 78);
  const Embedding straight = fit(target, layered_features(), reference);
  // The same features from last to first, and one more.
  Table features = layered_features().select_rows([] {
    std::vector<std::uint64_t> rows(kColumns);
    std::iota(rows.rbegin(), rows.rend(), std::uint64_t{0});
    return rows;
  }());
  Grid<float> turned(30, kColumns);
  for (std::uint64_t row = 0; row < 30; ++row) {
    for (std::uint64_t f = 0; f < kColumns; ++f)
      turned(row, f) = target(row, kColumns - 1 - f);
  }
  const Embedding fitted = fit(turned, features, reference);
  const std::size_t count = straight.columns.size();
  ASSERT_EQ(fitted.columns.size(), count);
  EXPECT_TRUE(std::is_sorted(fitted.columns.begin(), fitted.columns.end()));
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t other = count - 1 - i;
    EXPECT_EQ(fitted.features.index[i], straight.features.index[other]);
    EXPECT_EQ(fitted.columns[i], kColumns - 1 - straight.columns[other]);
    EXPECT_EQ(fitted.weight[i], straight.weight[other]);
    EXPECT_EQ(fitted.mean[i], straight.mean[other]);
  }
}

TEST(Transfer, RefusesOtherFeaturesAndTaps) {
  Reference reference(8);
  const Grid<float> target = random_matrix(30, kColumns, 79);
  Table features = layered_features();
  features.index[1] = "layer:x";
  EXPECT_NE(
      error_of(ErrorKind::invalid_input, [&] { (void)fit(target, features, reference); })
          .find("the scores file needs the feature 'layer:1', which the matrix does not have"),
      std::string::npos);
  features = layered_features();
  features.set("tap", std::vector<std::string>(kColumns, "linear"));
  EXPECT_NE(error_of(ErrorKind::invalid_input, [&] { (void)fit(target, features, reference); })
                .find("the matrix tells where its features are read (column 'tap'), the scores "
                      "file does not"),
            std::string::npos);
  reference.scores.features.set("tap", std::vector<std::string>(kColumns, "activation"));
  EXPECT_NE(error_of(ErrorKind::invalid_input, [&] { (void)fit(target, features, reference); })
                .find("the scores file's feature 'layer:0' is read at 'activation', the matrix's "
                      "at 'linear'"),
            std::string::npos);
}

TEST(Transfer, RefusesWhatItCannotUse) {
  Reference reference(9);
  EmbedOptions options;
  options.method = EmbedMethod::transfer;
  const MemorySource source(row_major(reference.x.values().data(), 120, kColumns));
  EXPECT_NE(error_of(ErrorKind::invalid_option,
                     [&] { (void)fit_embedding(source, layered_features(), options); })
                .find("method transfer needs scores"),
            std::string::npos);
  options.derived = true;
  const EmbedGuide guide{reference.scores, reference.selection};
  EXPECT_NE(error_of(ErrorKind::invalid_option,
                     [&] { (void)fit_embedding(source, layered_features(), options, &guide); })
                .find("give the thresholds"),
            std::string::npos);
  reference.selection.selected = Grid<std::int8_t>(10, kColumns);
  EXPECT_NE(error_of(ErrorKind::invalid_input,
                     [&] {
                       (void)feature_weights(EmbedMethod::transfer, reference.scores,
                                             reference.selection);
                     })
                .find("no feature is selected"),
            std::string::npos);
}

}  // namespace
