#include "lexicnn/score/scores.hpp"

#include <gtest/gtest.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/provenance.hpp"

#include "score/score_fixture.hpp"

namespace lexicnn {
namespace {

Scores small_scores() {
  return test::score_values<float>(
      {1, 5, 2, 6, 3, 7, 4, 8}, test::numbered_classes({0, 0, 1, 1}, 2), {.nulls = 3, .seed = 4});
}

TEST(Scores, SurviveTheFileModel) {
  const Scores scores = small_scores();
  const Scores back = scores_from(to_annotated(scores, make_provenance("scores", "lexicnn score")));
  EXPECT_EQ(back.classes, scores.classes);
  EXPECT_EQ(back.features, scores.features);
  EXPECT_EQ(back.numerator, scores.numerator);
  EXPECT_EQ(back.signed_ks, scores.signed_ks);
  EXPECT_EQ(back.auc, scores.auc);
  EXPECT_EQ(back.outer_share, scores.outer_share);
  EXPECT_EQ(back.log10_p, scores.log10_p);
  EXPECT_EQ(back.fires, scores.fires);
  EXPECT_FALSE(back.has_panel());
  EXPECT_EQ(back.null.counts, scores.null.counts);
  EXPECT_EQ(back.null.sizes, scores.null.sizes);
  EXPECT_EQ(back.null.seed, 4U);
}

TEST(Scores, PanelSurvivesTheFileModel) {
  const Scores scores =
      test::score_values<float>({1, 5, 2, 6, 3, 7, 4, 8}, test::numbered_classes({0, 0, 1, 1}, 2),
                                {.nulls = 0, .panel = true});
  const Scores back = scores_from(to_annotated(scores, make_provenance("scores", "")));
  EXPECT_TRUE(back.has_panel());
  EXPECT_EQ(back.class_selectivity, scores.class_selectivity);
  EXPECT_EQ(back.log10_p_absence, scores.log10_p_absence);
}

TEST(Scores, RefusesOtherFiles) {
  AnnotatedMatrix file = to_annotated(small_scores(), make_provenance("scores", ""));
  file.layers.erase(file.layers.begin());
  EXPECT_THROW(scores_from(file), Error);
  EXPECT_THROW(scores_from(to_annotated(small_scores(), make_provenance("activations", ""))),
               Error);
  EXPECT_THROW(scores_from({}), Error);
}

TEST(Scores, UnknownClassSuggestsANearName) {
  try {
    (void)small_scores().find_class("clas0");
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("did you mean 'class0'"), std::string::npos);
  }
}

}  // namespace
}  // namespace lexicnn
