// Synsets and what is above and below them.
#include "lexicnn/lexicon/hierarchy.hpp"

#include <gtest/gtest.h>

#include "lexicon/graph_support.hpp"

namespace lexicnn {
namespace {

using test::error_of;
using Rows = std::vector<std::uint64_t>;

// Rows of the scores below.
enum Row : std::uint64_t { kDog, kCat, kBird, kCar, kAnimal, kMammal };

/// Features: 0 all animals, 1 mammals, 2 dog, 3 against cars alone, 4 dog + cat but not mammal as
/// such, 5 for dog and against cat, 6 none.
Scores zoo_scores() {
  Scores out = test::small_scores({"dog", "cat", "bird", "car", "animal", "mammal"},
                                  {5, 5, 5, 5, 15, 10}, {"a", "a", "a", "b", "b", "b", "b"},
                                  {
                                      .9, .8, .7,  0,   .5, .5,  .1,   //
                                      .8, .7, 0,   0,   .5, -.5, -.1,  //
                                      .7, 0,  0,   -.6, 0,  0,   0,    //
                                      0,  0,  0,   -.9, 0,  0,   0,    //
                                      .6, .2, .35, 0,   .4, 0,   0,    //
                                      .7, .7, .4,  0,   .2, 0,   0,    //
                                  });
  test::set_rows(out, {"class", "class", "class", "class", "synset", "synset"},
                 {"n6", "n7", "n8", "n10", "n3", "n4"});
  return out;
}

Selection over(const Scores& scores, double threshold) {
  return select(scores, {.rule = SelectRule::threshold, .threshold = threshold});
}

HierarchyDescription described(std::uint64_t row, const DescribeOptions& options = {}) {
  const Taxonomy zoo = test::zoo();
  const Scores scores = zoo_scores();
  return describe_hierarchy(scores, over(scores, .3), zoo, row_hierarchy(scores, zoo), row,
                            options);
}

std::vector<std::string> names_of(const std::vector<FeatureStatement>& statements) {
  std::vector<std::string> out;
  for (const FeatureStatement& each : statements)
    out.push_back(each.name);
  return out;
}

TEST(RowHierarchy, AboveAndDirectly) {
  const Taxonomy zoo = test::zoo();
  const RowHierarchy rows = row_hierarchy(zoo_scores(), zoo);
  EXPECT_EQ(rows.above[kDog], (Rows{kAnimal, kMammal})) << "the most general first";
  EXPECT_EQ(rows.parents[kDog], Rows{kMammal});
  EXPECT_EQ(rows.parents[kBird], Rows{kAnimal});
  EXPECT_EQ(rows.parents[kMammal], Rows{kAnimal});
  EXPECT_EQ(rows.children[kAnimal], (Rows{kBird, kMammal}));
  EXPECT_EQ(rows.children[kMammal], (Rows{kDog, kCat}));
  EXPECT_TRUE(rows.parents[kCar].empty());
  EXPECT_EQ(rows.class_counts, (Rows{1, 1, 1, 1, 3, 2}));
}

TEST(RowHierarchy, SeveralParents) {
  // With a whale, mammals and pets are different classes: dogs are below both.
  const Taxonomy zoo = test::zoo();
  Scores scores = test::small_scores({"dog", "cat", "whale", "car", "mammal", "pet"},
                                     {1, 1, 1, 1, 3, 2}, {"a"}, {0, 0, 0, 0, 0, 0});
  test::set_rows(scores, {"class", "class", "class", "class", "synset", "synset"},
                 {"n6", "n7", "n11", "n10", "n4", "n5"});
  EXPECT_EQ(
      error_of(ErrorKind::invalid_input,
               [&] {
                 Scores other = scores;
                 test::set_rows(other, {"class", "class", "class", "class", "synset", "synset"},
                                {"n6", "n7", "n11", "n10", "n4", "n9"});
                 row_hierarchy(other, zoo);
               }),
      "'pet' (n9) is no synset of this taxonomy: give the one that the scores were made with");
  const Taxonomy wide({{"m", {"mammal"}},
                       {"p", {"pet"}},
                       {"d", {}},
                       {"c", {}},
                       {"w", {}},
                       {"g", {"goldfish"}},
                       {"x", {}}},
                      {{"d", "m"}, {"d", "p"}, {"c", "m"}, {"c", "p"}, {"w", "m"}, {"g", "p"}});
  Scores both = test::small_scores({"d", "c", "w", "g", "x", "mammal", "pet"},
                                   {1, 1, 1, 1, 1, 3, 3}, {"a"}, {0, 0, 0, 0, 0, 0, 0});
  test::set_rows(both, {"class", "class", "class", "class", "class", "synset", "synset"},
                 {"d", "c", "w", "g", "x", "m", "p"});
  const RowHierarchy rows = row_hierarchy(both, wide);
  EXPECT_EQ(rows.parents[0], (Rows{5, 6}));
  EXPECT_EQ(rows.parents[2], Rows{5});
  EXPECT_EQ(rows.children[6], (Rows{0, 1, 3}));
}

TEST(RowHierarchy, ByNamesAndByTable) {
  const Taxonomy zoo = test::zoo();
  const Scores scores = test::small_scores({"n6", "tabby"}, {1, 1}, {"a"}, {0, 0});
  const auto synsets = row_synsets(scores, zoo, {{"tabby", "n7"}});
  EXPECT_EQ(synsets[0], zoo.place_of("n6"));
  EXPECT_EQ(synsets[1], zoo.place_of("n7"));
}

TEST(RowHierarchy, FoundByNameIdAndWord) {
  const Taxonomy zoo = test::zoo();
  const Scores scores = zoo_scores();
  const RowHierarchy rows = row_hierarchy(scores, zoo);
  const auto find = [&](std::string_view name) { return find_row(scores, zoo, rows, name); };
  EXPECT_EQ(find("mammal"), kMammal);
  EXPECT_EQ(find("n4"), kMammal);
  EXPECT_EQ(find("pet"), kMammal) << "a synset with the same classes";
  EXPECT_EQ(find("Beast"), kAnimal);
  EXPECT_EQ(find("hound"), kDog);
  EXPECT_EQ(error_of(ErrorKind::invalid_input, [&] { find("whale"); }),
            "there is no class or synset 'whale' among the scores");
  EXPECT_EQ(error_of(ErrorKind::invalid_input, [&] { find("mamal"); }),
            "there is no class or synset 'mamal' among the scores; did you mean 'mammal'?");
}

TEST(RowHierarchy, AWordOfSeveral) {
  const Taxonomy taxonomy({{"a", {"crane"}}, {"b", {"crane"}}}, {});
  const Scores scores = test::small_scores({"bird", "machine"}, {1, 1}, {"x"}, {0, 0});
  const RowHierarchy rows = row_hierarchy(scores, taxonomy, {{"bird", "a"}, {"machine", "b"}});
  EXPECT_EQ(error_of(ErrorKind::invalid_input, [&] { find_row(scores, taxonomy, rows, "crane"); }),
            "'crane' may be 'bird' or 'machine': give one of these");
  EXPECT_NE(error_of(ErrorKind::invalid_input, [&] { find_row(scores, taxonomy, rows, "animal"); })
                .find("synsets are there after 'score --taxonomy'"),
            std::string::npos);
}

TEST(DescribeHierarchy, OwnCommonAndInherited) {
  const HierarchyDescription mammal = described(kMammal);
  EXPECT_EQ(mammal.id, "n4");
  EXPECT_EQ(mammal.lemmas, "mammal");
  EXPECT_TRUE(mammal.is_synset);
  EXPECT_EQ(mammal.classes, 2U);
  EXPECT_EQ(mammal.images, 10U);
  EXPECT_EQ(mammal.parents, std::vector<std::string>{"animal"});
  EXPECT_EQ(mammal.selected, (SideCounts{3, 0}));   // features 0, 1, 2
  EXPECT_EQ(mammal.common, (SideCounts{3, 0}));     // 0, 1, 4
  EXPECT_EQ(mammal.inherited, (SideCounts{2, 0}));  // 0, 1
  EXPECT_EQ(names_of(mammal.strongest), (std::vector<std::string>{"a:0", "a:1", "a:2"}));
  EXPECT_EQ(names_of(mammal.strongest_inherited), (std::vector<std::string>{"a:0", "a:1"}));
}

TEST(DescribeHierarchy, WhatOnlyAChildHas) {
  const HierarchyDescription mammal = described(kMammal);
  ASSERT_EQ(mammal.children.size(), 2U);
  const ChildDescription& dog = mammal.children[0];
  EXPECT_EQ(dog.name, "dog");
  EXPECT_EQ(dog.selected, (SideCounts{5, 0}));
  EXPECT_EQ(dog.only, (SideCounts{1, 0})) << "the cat has feature 5 on the other side";
  EXPECT_EQ(names_of(dog.strongest_only), std::vector<std::string>{"b:2"});
  EXPECT_EQ(dog.strongest_only[0].signed_ks, .5) << "as it speaks for the child";
  EXPECT_EQ(mammal.children[1].only, (SideCounts{0, 1}));
}

TEST(DescribeHierarchy, WhereAFeatureAppearsFirst) {
  const HierarchyDescription dog = described(kDog);
  ASSERT_EQ(dog.path.size(), 3U);
  EXPECT_EQ(dog.path[0].name, "animal");
  EXPECT_EQ(dog.path[0].first, (SideCounts{2, 0}));  // 0 and 2
  EXPECT_EQ(dog.path[1].first, (SideCounts{1, 0}));  // 1
  EXPECT_EQ(dog.path[2].name, "dog");
  EXPECT_EQ(dog.path[2].first, (SideCounts{2, 0})) << "4, which mammals break off, and 5";
  EXPECT_TRUE(dog.children.empty());
  EXPECT_EQ(dog.common, SideCounts{});
}

TEST(DescribeHierarchy, TopLimitsAndZeroIsAll) {
  EXPECT_EQ(described(kMammal, {.top = 1}).strongest.size(), 1U);
  EXPECT_EQ(described(kMammal, {.top = 1}).selected.presence, 3U);
  EXPECT_EQ(described(kMammal, {.top = 0}).strongest.size(), 3U);
}

TEST(DescribeHierarchy, RefusesWhatIsOfOtherScores) {
  const Taxonomy zoo = test::zoo();
  const Scores scores = zoo_scores();
  const Scores other = test::small_scores({"n6"}, {1}, {"a"}, {0});
  EXPECT_NE(
      error_of(
          ErrorKind::invalid_input,
          [&] { describe_hierarchy(scores, over(other, .3), zoo, row_hierarchy(scores, zoo), 0); })
          .find("select again"),
      std::string::npos);
}

TEST(DescribeHierarchy, AsText) {
  EXPECT_EQ(to_text(described(kMammal, {.top = 1})),
            "mammal (n4): 2 classes, 10 images\n"
            "directly below animal\n"
            "\n"
            "features                  by presence  by absence\n"
            "selected for it                     3           0\n"
            "selected for every child            3           0\n"
            "for it and every child              2           0\n"
            "\n"
            "strongest\n"
            "  +0.70  a:0  above 0.7  in  85 % of it and  15 % of the rest  AUC 0.85\n"
            "\n"
            "strongest that every child has too\n"
            "  +0.70  a:0  above 0.7  in  85 % of it and  15 % of the rest  AUC 0.85\n"
            "\n"
            "its features appear first at  classes  by presence  by absence\n"
            "animal                              3            2           0\n"
            "mammal                              2            1           0\n"
            "\n"
            "                           it alone\n"
            "child  classes  selected  pres. abs.  strongest of these\n"
            "dog          1         5      1    0  +0.50 b:2\n"
            "cat          1         4      0    1  -0.50 b:2\n");
}

TEST(DescribeHierarchy, TheHeadSaysNothingTwice) {
  const auto head = [](const HierarchyDescription& description) {
    return to_text(description).substr(0, to_text(description).find('\n'));
  };
  EXPECT_EQ(head(described(kDog)), "dog (n6: dog,hound): 1 class, 5 images");
  HierarchyDescription description = described(kMammal);
  description.id = "mammal";
  EXPECT_EQ(head(description), "mammal: 2 classes, 10 images");
  description.id = description.lemmas = "";
  EXPECT_EQ(head(description), "mammal: 2 classes, 10 images");
}

TEST(DescribeHierarchy, AsJson) {
  const std::string json = to_json(described(kDog, {.top = 1}));
  for (const char* part :
       {"\"name\": \"dog\"", "\"kind\": \"class\"", "\"wnid\": \"n6\"", "\"lemmas\": \"dog,hound\"",
        "\"children\": []", "\"feature\": 0", "\"noise_threshold\": 0.3"}) {
    EXPECT_NE(json.find(part), std::string::npos) << part << '\n' << json;
  }
}

}  // namespace
}  // namespace lexicnn
