#include "lexicnn/lexicon/feature_images.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/memory_source.hpp"
#include "lexicnn/lexicon/describe.hpp"

#include "support/small_scores.hpp"

namespace lexicnn {
namespace {

/// One feature that speaks for b with the cut 0.8, less for a, and against c.
struct Images {
  Scores scores = test::small_scores({"a", "b", "c"}, {2, 3, 2}, {"x"}, {0.4, 0.8, -0.9});
  Selection selection = select(scores, {.rule = SelectRule::threshold, .threshold = 0.3});
  std::vector<double> values{0.8, 5, 0.9, 0.5, 0.8, 7, 0.1, 0.1};
  ClassLabels labels{{"a", "b", "c"}, {0, 0, 1, 1, 1, 2, 2, -1}};
  std::vector<std::string> names{"0", "1", "2", "3", "4", "5", "6", "7"};
  MemorySource source{row_major(values.data(), 8, 1)};

  [[nodiscard]] FeatureImages find(std::uint64_t top) const {
    return feature_images(scores, selection, 0, {source, labels, names}, top);
  }
};

std::string names_of(const std::vector<FeatureImage>& images) {
  std::string out;
  for (const FeatureImage& image : images)
    out += image.name;
  return out;
}

TEST(FeatureImages, ListsWhatFiresAndWhatFailsTo) {
  const Images images;
  const FeatureImages found = images.find(0);
  EXPECT_EQ(names_of(found.most), "51204367") << "ties by row";
  EXPECT_EQ(found.most[0].class_name, "c");
  EXPECT_EQ(found.most[0].value, 7);
  EXPECT_EQ(found.most[7].class_name, "");
  EXPECT_EQ(found.class_name, "b");
  EXPECT_EQ(found.location, 0.8);
  EXPECT_EQ(found.class_images, 3U);
  EXPECT_EQ(found.failing_images, 2U);
  EXPECT_EQ(names_of(found.failing), "34") << "at the cut is not above it";
  EXPECT_EQ(found.other_images, 5U);
  EXPECT_EQ(found.firing_images, 2U);
  EXPECT_EQ(names_of(found.firing), "51");
}

TEST(FeatureImages, TopLimitsTheListsNotTheCounts) {
  const Images images;
  const FeatureImages found = images.find(1);
  EXPECT_EQ(names_of(found.most) + names_of(found.failing) + names_of(found.firing), "535");
  EXPECT_EQ(found.failing_images, 2U);
  EXPECT_EQ(found.firing_images, 2U);
}

TEST(FeatureImages, RowsThatAreNoClassArePassedOver) {
  Images images;
  images.scores.classes.index[1] = "union";
  EXPECT_EQ(images.find(1).class_name, "a");
}

TEST(FeatureImages, OfNoClassOnlyTheStrongest) {
  Images images;
  images.selection = select(images.scores, {.rule = SelectRule::threshold, .threshold = 0.85});
  const FeatureImages found = images.find(2);
  EXPECT_EQ(found.class_name, "");
  EXPECT_EQ(names_of(found.most), "51");
  EXPECT_TRUE(found.failing.empty());
  EXPECT_TRUE(found.firing.empty());
}

TEST(FeatureImages, AreDescribedWithTheFeature) {
  const Images images;
  const FeatureDescription description = describe_feature(
      images.scores, images.selection, "x:0", {images.source, images.labels, images.names});
  const std::string text = to_text(description);
  EXPECT_NE(text.find("\nimages that fire most\n    7  c  5\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\n2 of 3 images of b fail to fire above 0.8\n  0.5  b  3\n  0.8  b  4\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("\n2 of 5 other images fire above it\n  7  c  5\n  5  a  1\n"),
            std::string::npos)
      << text;
  const std::string json = to_json(description);
  EXPECT_NE(json.find("\"failing_images\": 2"), std::string::npos);
}

TEST(FeatureImages, RefusesOtherActivations) {
  const Images images;
  const ClassLabels few{{"a"}, {0}};
  try {
    feature_images(images.scores, images.selection, 0, {images.source, few, images.names}, 1);
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_input);
    EXPECT_NE(std::string(error.what()).find("with 1 labels"), std::string::npos) << error.what();
  }
  Images bad;
  bad.values[3] = INFINITY;
  EXPECT_THROW(bad.find(1), Error);
}

}  // namespace
}  // namespace lexicnn
