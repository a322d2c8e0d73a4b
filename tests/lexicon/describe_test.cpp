#include "lexicnn/lexicon/describe.hpp"

#include <gtest/gtest.h>

#include "lexicnn/core/error.hpp"

#include "support/small_scores.hpp"

namespace lexicnn {
namespace {

using Names = std::vector<std::string>;

/// Three classes, layers a (three features) and b (two).
Scores pets() {
  return test::small_scores({"cat", "dog", "horse"}, {5, 1, 8}, {"a", "a", "a", "b", "b"},
                            {0.5, -0.75, 0.1, 0.9, 0.5,    //
                             0.6, 0.4, -0.2, -0.8, -0.35,  //
                             -0.4, 0.7, 0, 0.45, 0.2});
}

Selection over(const Scores& scores, double threshold) {
  return select(scores, {.rule = SelectRule::threshold, .threshold = threshold});
}

template <typename AnyStatement>
Names names_of(const std::vector<AnyStatement>& statements) {
  Names out;
  for (const AnyStatement& statement : statements)
    out.push_back(statement.name);
  return out;
}

template <typename Function>
std::string message_of(Function function) {
  try {
    function();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_input);
    return error.what();
  }
  ADD_FAILURE() << "no error";
  return {};
}

TEST(Describe, StrongestFirstOnEachSide) {
  const Scores scores = pets();
  const ClassDescription cat = describe(scores, over(scores, 0.3), "cat");
  EXPECT_EQ(cat.name, "cat");
  EXPECT_EQ(cat.images, 5U);
  EXPECT_EQ(cat.selected_presence, 3U);
  EXPECT_EQ(cat.selected_absence, 1U);
  EXPECT_EQ(names_of(cat.presence), (Names{"b:0", "a:0", "b:1"}));
  EXPECT_EQ(names_of(cat.absence), (Names{"a:1"}));
}

TEST(Describe, StatesTheEvidenceOfThePair) {
  const Scores scores = pets();
  const Statement best = describe(scores, over(scores, 0.3), "cat").presence.front();
  EXPECT_EQ(best.feature, 3U);
  EXPECT_EQ(best.signed_ks, 0.9);
  EXPECT_EQ(best.auc, 0.95);
  EXPECT_EQ(best.location, 0.9);
  EXPECT_EQ(best.inner_share, 0.95);
  EXPECT_DOUBLE_EQ(best.outer_share, 0.05);
  EXPECT_EQ(best.noise_threshold, 0.3);
  EXPECT_TRUE(best.selected);
  EXPECT_EQ(best.log10_p, -9);
  EXPECT_EQ(best.presence_classes, 2U);
  EXPECT_EQ(best.absence_classes, 1U);
  EXPECT_EQ(best.also, (Names{"horse"}));
}

TEST(Describe, AlsoNamesTheOtherClassesOfTheSameSide) {
  const Scores scores = pets();
  const ClassDescription dog = describe(scores, over(scores, 0.3), "dog");
  ASSERT_EQ(names_of(dog.absence), (Names{"b:0", "b:1"}));
  EXPECT_EQ(dog.absence[0].also, Names{});
  ASSERT_EQ(names_of(dog.presence), (Names{"a:0", "a:1"}));
  EXPECT_EQ(dog.presence[1].also, (Names{"horse"}));
}

TEST(Describe, TiesKeepTheOrderOfTheFeatures) {
  const Scores scores = test::small_scores({"cat", "dog"}, {3, 3}, {"a", "a", "a", "a"},
                                           {0.5, 0.8, 0.5, 0.5, 0, 0, 0, 0});
  EXPECT_EQ(names_of(describe(scores, over(scores, 0.3), "cat").presence),
            (Names{"a:1", "a:0", "a:2", "a:3"}));
  EXPECT_EQ(names_of(describe(scores, over(scores, 0.3), "cat", {.top = 2}).presence),
            (Names{"a:1", "a:0"}));
}

TEST(Describe, TopLimitsEachSideAndZeroIsAll) {
  std::vector<double> s;
  for (int i = 0; i < 30; ++i)
    s.push_back(i % 2 == 0 ? 0.5 + 0.01 * i : -0.5 - 0.01 * i);
  const Scores scores = test::small_scores({"cat"}, {3}, std::vector<std::string>(30, "a"), s);
  const Selection selection = over(scores, 0.3);
  EXPECT_EQ(describe(scores, selection, "cat").presence.size(), 5U);
  EXPECT_EQ(describe(scores, selection, "cat", {.top = 4}).absence.size(), 4U);
  EXPECT_EQ(describe(scores, selection, "cat", {.top = 0}).presence.size(), 15U);
  EXPECT_EQ(describe(scores, selection, "cat", {.top = 4}).selected_absence, 15U);
}

TEST(Describe, PairsUnderTheNoiseOnRequest) {
  const Scores scores = pets();
  const ClassDescription horse =
      describe(scores, over(scores, 0.5), "horse", {.selected_only = false});
  EXPECT_EQ(names_of(horse.presence), (Names{"a:1", "b:0", "b:1"}));
  EXPECT_TRUE(horse.presence[0].selected);
  EXPECT_FALSE(horse.presence[1].selected);
  EXPECT_EQ(names_of(horse.absence), (Names{"a:0"})) << "s = 0 states nothing";
}

TEST(Describe, NothingSelected) {
  const Scores scores = pets();
  const ClassDescription cat = describe(scores, over(scores, 0.95), "cat");
  EXPECT_EQ(cat.selected_presence, 0U);
  EXPECT_TRUE(cat.presence.empty());
  EXPECT_TRUE(cat.absence.empty());
}

TEST(Describe, DeadFeaturesStateNothing) {
  Scores scores = test::small_scores({"cat", "dog"}, {3, 3}, {"a"}, {0, 0});
  scores.features.set("dead", std::vector<bool>{true});
  const ClassDescription cat = describe(scores, over(scores, 0), "cat", {.selected_only = false});
  EXPECT_TRUE(cat.presence.empty());
  EXPECT_TRUE(cat.absence.empty());
}

TEST(Describe, AnUnknownClassSuggestsNearNames) {
  const Scores scores = pets();
  EXPECT_EQ(message_of([&] { describe(scores, over(scores, 0.3), "hrse"); }),
            "there is no class 'hrse'; did you mean 'horse'?");
}

TEST(Describe, RefusesASelectionOfOtherScores) {
  const Scores other = test::small_scores({"cat"}, {3}, {"a"}, {0.5});
  const std::string message = message_of([&] { describe(pets(), over(other, 0.3), "cat"); });
  EXPECT_NE(message.find("the selection is of 1 × 1"), std::string::npos) << message;
  EXPECT_EQ(message_of([&] { describe_feature(pets(), over(other, 0.3), "a:0"); }), message);
}

TEST(Describe, EachBandOnItsOwn) {
  const Scores scores = pets();
  const Selection selection = over(scores, 0.3);
  const ClassDescription cat = describe(scores, selection, "cat", {.top = 1});
  ASSERT_EQ(cat.bands.size(), 2U) << "no layer is in the middle";
  EXPECT_EQ(cat.bands[0].name, "low");
  EXPECT_EQ(cat.bands[0].first_layer, "a");
  EXPECT_EQ(cat.bands[0].last_layer, "a");
  EXPECT_EQ(cat.bands[0].features, 3U);
  EXPECT_EQ(cat.bands[0].selected_presence, 1U);
  EXPECT_EQ(cat.bands[0].selected_absence, 1U);
  EXPECT_EQ(names_of(cat.bands[0].presence), (Names{"a:0"}));
  EXPECT_EQ(names_of(cat.bands[0].absence), (Names{"a:1"}));
  EXPECT_EQ(cat.bands[1].name, "high");
  EXPECT_EQ(cat.bands[1].selected_presence, 2U);
  EXPECT_EQ(names_of(cat.bands[1].presence), (Names{"b:0"}));
  EXPECT_TRUE(cat.bands[1].absence.empty());
  EXPECT_EQ(names_of(cat.presence), (Names{"b:0"})) << "overall too";
  EXPECT_TRUE(describe(scores, selection, "cat", {.bands = {1}}).bands.empty());
  EXPECT_THROW(describe(scores, selection, "cat", {.bands = {0.5, 0.2}}), Error);
}

TEST(Describe, OneLayerHasNoBands) {
  const Scores scores = test::small_scores({"cat", "dog"}, {3, 3}, {"a"}, {0.5, -0.5});
  EXPECT_TRUE(describe(scores, over(scores, 0.3), "cat").bands.empty());
}

TEST(Describe, CountsWhatIsItsOwnAndWhatIsShared) {
  // cat: a0 +, a1 -, b0 +, b1 +; dog: a0 +, a1 +, b0 -, b1 -; horse: a0 -, a1 +, b0 +
  const Scores scores = pets();
  const ClassDescription cat = describe(scores, over(scores, 0.3), "cat");
  EXPECT_EQ(cat.unique_presence, 1U);
  EXPECT_EQ(cat.unique_absence, 1U);
  ASSERT_EQ(cat.shared.size(), 2U);
  EXPECT_EQ(cat.shared[0].name, "dog") << "ties by class order";
  EXPECT_EQ(cat.shared[0].presence, 1U);
  EXPECT_EQ(cat.shared[0].absence, 0U);
  EXPECT_EQ(cat.shared[1].name, "horse");
  const ClassDescription horse = describe(scores, over(scores, 0.42), "horse");
  EXPECT_EQ(horse.unique_presence, 1U);
  ASSERT_EQ(horse.shared.size(), 1U) << "nothing shared: left out";
  EXPECT_EQ(horse.shared[0].name, "cat");
}

TEST(Describe, SynsetsAreNoOtherClasses) {
  Scores scores = pets();
  scores.classes.set("kind", std::vector<std::string>{"class", "class", "synset"});
  const ClassDescription cat = describe(scores, over(scores, 0.3), "cat");
  EXPECT_EQ(cat.presence.front().also, Names{});
  EXPECT_EQ(cat.unique_presence, 2U);
  ASSERT_EQ(cat.shared.size(), 1U);
  EXPECT_EQ(cat.shared[0].name, "dog");
}

TEST(Describe, AlsoNamesTheStrongestFirst) {
  const Scores scores =
      test::small_scores({"a", "b", "c", "d"}, {3, 3, 3, 3}, {"x"}, {0.5, 0.6, 0.9, 0.6});
  EXPECT_EQ(describe(scores, over(scores, 0.3), "a").presence.front().also, (Names{"c", "b", "d"}));
}

TEST(Describe, StrongestStatementsAreTheSameWithoutTheRest) {
  const Scores scores = pets();
  const ClassDescription brief = strongest_statements(scores, over(scores, 0.3), "cat");
  EXPECT_EQ(names_of(brief.presence), (Names{"b:0", "a:0", "b:1"}));
  EXPECT_TRUE(brief.bands.empty());
  EXPECT_TRUE(brief.shared.empty());
}

TEST(DescribeFeature, AllClassesItSpeaksForAndAgainst) {
  const Scores scores = pets();
  const FeatureDescription a0 = describe_feature(scores, over(scores, 0.3), "a:0");
  EXPECT_EQ(a0.name, "a:0");
  EXPECT_EQ(a0.classes, 3U);
  EXPECT_FALSE(a0.dead);
  EXPECT_EQ(a0.mean, 0.5);
  EXPECT_EQ(a0.std, 0.25);
  EXPECT_EQ(a0.selected_presence, 2U);
  EXPECT_EQ(a0.selected_absence, 1U);
  EXPECT_EQ(names_of(a0.presence), (Names{"dog", "cat"}));
  EXPECT_EQ(names_of(a0.absence), (Names{"horse"}));
  EXPECT_EQ(a0.presence[0].class_place, 1U);
  EXPECT_EQ(a0.presence[0].images, 1U);
  EXPECT_EQ(a0.presence[0].signed_ks, 0.6);
}

TEST(DescribeFeature, TiesKeepTheOrderOfTheClasses) {
  const Scores scores =
      test::small_scores({"d", "b", "c", "a"}, {1, 1, 1, 1}, {"x"}, {0.5, 0.5, 0.7, 0.5});
  EXPECT_EQ(names_of(describe_feature(scores, over(scores, 0.3), "x:0").presence),
            (Names{"c", "d", "b", "a"}));
}

TEST(DescribeFeature, ChannelOutOfRangeTellsTheLayer) {
  const Scores scores = pets();
  EXPECT_EQ(message_of([&] { describe_feature(scores, over(scores, 0.3), "a:7"); }),
            "there is no feature 'a:7'; layer 'a' has 3 features, 'a:0' to 'a:2'");
}

TEST(DescribeFeature, ALayerIsNotAFeature) {
  const Scores scores = pets();
  EXPECT_EQ(message_of([&] { describe_feature(scores, over(scores, 0.3), "b"); }),
            "there is no feature 'b'; layer 'b' has 2 features, 'b:0' to 'b:1'");
}

TEST(DescribeFeature, AnUnknownNameSuggestsNearOnes) {
  const Scores scores = pets();
  const std::string message =
      message_of([&] { describe_feature(scores, over(scores, 0.3), "b0"); });
  EXPECT_EQ(message, "there is no feature 'b0'; did you mean 'b:0'?");
}

TEST(DescribeFeature, WithoutLayersNamesAreTakenWhole) {
  Scores scores = pets();
  scores.features.columns.erase(scores.features.columns.begin());
  scores.features.index[2] = "gene:x";
  EXPECT_EQ(describe_feature(scores, over(scores, 0.3), "gene:x").name, "gene:x");
  EXPECT_EQ(message_of([&] { describe_feature(scores, over(scores, 0.3), "gene:y"); }),
            "there is no feature 'gene:y'; did you mean 'gene:x'?");
}

}  // namespace
}  // namespace lexicnn
