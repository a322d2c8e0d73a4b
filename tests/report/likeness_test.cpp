#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "lexicnn/report/report.hpp"

#include "report/sample.hpp"
#include "report/view_model.hpp"

namespace lexicnn {
namespace {

using nlohmann::json;

test::SampleShape five_classes() {
  test::SampleShape out;
  out.classes = {"cat", "cod", "dog", "elm", "oak"};
  return out;
}

/// Of a flat upper triangle.
double entry(const json& values, std::size_t count, std::size_t i, std::size_t j) {
  if (i > j) std::swap(i, j);
  return values.at(i * count - i * (i + 1) / 2 + j - i - 1);
}

TEST(ReportLikeness, EqualsClassSimilarity) {
  const test::Sample sample = test::make_sample(five_classes());
  const SimilarityResult wanted = class_similarity(sample.scores, sample.selection);
  const std::string html = report(sample.input()).html;
  EXPECT_EQ(test::view_model(html).at("has").at("likeness"), true);
  const json block = test::block(html, "likeness");
  EXPECT_EQ(block.at("measure"), "cosine");
  EXPECT_EQ(block.at("layer"), "all");
  EXPECT_EQ(block.at("classes"), (std::vector<int>{0, 1, 2, 3, 4}));
  ASSERT_EQ(block.at("values").size(), 10U);
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t j = i + 1; j < 5; ++j)
      EXPECT_NEAR(entry(block.at("values"), 5, i, j), wanted.likeness(i, j), 0.5001e-4);
  }
  ASSERT_EQ(block.at("merges").size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    const Merge& merge = wanted.merges[i];
    EXPECT_EQ(block.at("merges")[i], (json{merge.first, merge.second, merge.height, merge.size}));
  }
  ASSERT_EQ(block.at("layers").size(), 4U);
  EXPECT_EQ(block.at("layers")[3].at("mean_likeness"), wanted.layers[3].mean_likeness);
  EXPECT_FALSE(block.contains("taxonomy"));
}

TEST(ReportLikeness, TheOrderOfLeavesKeepsBranchesTogether) {
  const test::Sample sample = test::make_sample(five_classes());
  const json block = test::block(report(sample.input()).html, "likeness");
  const auto order = block.at("order").get<std::vector<std::size_t>>();
  std::vector<std::size_t> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(sorted, (std::vector<std::size_t>{0, 1, 2, 3, 4}));
  // The things of every merge stand side by side.
  std::vector<std::vector<std::size_t>> things;
  for (std::size_t i = 0; i < 5; ++i)
    things.push_back({i});
  for (const json& merge : block.at("merges")) {
    std::vector<std::size_t> both = things[merge[0].get<std::size_t>()];
    const std::vector<std::size_t>& second = things[merge[1].get<std::size_t>()];
    both.insert(both.end(), second.begin(), second.end());
    std::vector<std::ptrdiff_t> places;
    for (const std::size_t thing : both)
      places.push_back(std::find(order.begin(), order.end(), thing) - order.begin());
    const auto [low, high] = std::minmax_element(places.begin(), places.end());
    EXPECT_EQ(static_cast<std::size_t>(*high - *low) + 1, both.size());
    things.push_back(both);
  }
}

TEST(ReportLikeness, NearestClassesAreTheMostAlikeFirst) {
  const test::Sample sample = test::make_sample(five_classes());
  const std::string html = report(sample.input()).html;
  const SimilarityResult wanted = class_similarity(sample.scores, sample.selection);
  for (std::size_t c = 0; c < 5; ++c) {
    const json nearest = test::class_entry(html, c).at("nearest");
    ASSERT_EQ(nearest.size(), 4U);
    double last = 2;
    for (const json& other : nearest) {
      EXPECT_NE(other[0], c);
      const double likeness = wanted.likeness(c, other[0].get<std::size_t>());
      EXPECT_NEAR(other[1], likeness, 0.5001e-4);
      EXPECT_LE(likeness, last);
      last = likeness;
    }
  }
}

/// entity ─ animal ─ mammal ─ cat, dog      animal ─ cod      entity ─ plant ─ tree ─ elm
Taxonomy small_taxonomy() {
  return Taxonomy({{"n1", {"entity"}},
                   {"n2", {"animal"}},
                   {"n3", {"mammal"}},
                   {"n4", {"cat", "true cat"}},
                   {"n5", {"dog"}},
                   {"n6", {"cod"}},
                   {"n7", {"plant"}},
                   {"n8", {"tree"}},
                   {"n9", {"elm"}}},
                  {{"n2", "n1"},
                   {"n3", "n2"},
                   {"n4", "n3"},
                   {"n5", "n3"},
                   {"n6", "n2"},
                   {"n7", "n1"},
                   {"n8", "n7"},
                   {"n9", "n8"}});
}

json with_taxonomy(const test::Sample& sample, const Taxonomy& taxonomy,
                   const std::vector<std::string>& ids) {
  RowSynsets synsets{taxonomy, {}};
  for (const std::string& id : ids)
    synsets.synsets.push_back(id.empty() ? std::nullopt : std::optional(taxonomy.place_of(id)));
  ReportInput input = sample.input();
  input.synsets = &synsets;
  const std::string html = report(input).html;
  EXPECT_EQ(test::view_model(html).at("has").at("taxonomy"), true);
  return test::block(html, "likeness");
}

TEST(ReportTaxonomy, IsATreeWithoutChains) {
  const test::Sample sample = test::make_sample(five_classes());
  const Taxonomy taxonomy = small_taxonomy();
  const json block = with_taxonomy(sample, taxonomy, {"n4", "n6", "n5", "n9", ""});
  const json found = block.at("taxonomy");
  EXPECT_EQ(found.at("mapped"), 4);
  EXPECT_EQ(found.at("permutations"), 999);
  EXPECT_EQ(found.at("synsets"), (json{"n4", "n6", "n5", "n9", nullptr}));
  const json none = json::array();
  const json cat{{"name", "n4"}, {"label", "cat"}, {"class", 0}, {"children", none}};
  const json dog{{"name", "n5"}, {"label", "dog"}, {"class", 2}, {"children", none}};
  const json cod{{"name", "n6"}, {"label", "cod"}, {"class", 1}, {"children", none}};
  const json elm{{"name", "n9"}, {"label", "elm"}, {"class", 3}, {"children", none}};
  const json mammal{
      {"name", "n3"}, {"label", "mammal"}, {"class", nullptr}, {"children", {cat, dog}}};
  const json animal{
      {"name", "n2"}, {"label", "animal"}, {"class", nullptr}, {"children", {mammal, cod}}};
  EXPECT_EQ(
      found.at("tree"),
      (json{{"name", "n1"}, {"label", "entity"}, {"class", nullptr}, {"children", {animal, elm}}}));
  // Wu-Palmer: mammal lies at depth 3, cat and dog one link below.
  EXPECT_NEAR(entry(found.at("distance"), 5, 0, 2), 2 * 3 / (3. + 1 + 3 + 1), 1e-4);
  EXPECT_TRUE(found.at("distance")[3].is_null()) << "oak has no synset";
  EXPECT_EQ(found.at("distance").size(), 10U);
  EXPECT_TRUE(block.at("layers")[0].at("path").contains("rho"));
}

TEST(ReportTaxonomy, OfSeveralParentsTheFarthestFromTheRootCounts) {
  const test::Sample sample = test::make_sample(five_classes());
  // The dog is a mammal and a pet; the shorter way up is no other place in the tree.
  const Taxonomy taxonomy({{"n1", {"animal"}},
                           {"n2", {"mammal"}},
                           {"n3", {"canine"}},
                           {"n4", {"pet"}},
                           {"n5", {"dog"}},
                           {"n6", {"wolf"}},
                           {"n7", {"parrot"}}},
                          {{"n2", "n1"},
                           {"n3", "n2"},
                           {"n4", "n1"},
                           {"n5", "n3"},
                           {"n5", "n4"},
                           {"n6", "n3"},
                           {"n7", "n4"}});
  const json tree =
      with_taxonomy(sample, taxonomy, {"n5", "n6", "n7", "", ""}).at("taxonomy").at("tree");
  EXPECT_EQ(tree.at("name"), "n1");
  ASSERT_EQ(tree.at("children").size(), 2U);
  EXPECT_EQ(tree.at("children")[0].at("label"), "canine");
  EXPECT_EQ(tree.at("children")[0].at("children").size(), 2U);
  EXPECT_EQ(tree.at("children")[1].at("label"), "parrot");
}

TEST(ReportTaxonomy, ClassesOfOneSynsetOrAboveOthersAreLeaves) {
  const test::Sample sample = test::make_sample(five_classes());
  const Taxonomy taxonomy = small_taxonomy();
  const json tree =
      with_taxonomy(sample, taxonomy, {"n4", "n4", "n3", "n9", "n8"}).at("taxonomy").at("tree");
  EXPECT_EQ(tree.at("name"), "n1");
  const json mammal = tree.at("children")[0];
  EXPECT_EQ(mammal.at("name"), "n3");
  EXPECT_TRUE(mammal.at("class").is_null());
  EXPECT_EQ(mammal.at("children")[0].at("class"), 2);
  EXPECT_EQ(mammal.at("children")[1].at("name"), "n4");
  EXPECT_EQ(mammal.at("children")[1].at("children")[1].at("class"), 1);
  EXPECT_EQ(tree.at("children")[1].at("children")[0].at("class"), 4);
}

TEST(ReportTaxonomy, SeveralRootsHangBelowANodeWithoutAName) {
  const test::Sample sample = test::make_sample(five_classes());
  const Taxonomy taxonomy({{"a", {"a"}}, {"b", {"b"}}, {"c", {"c"}}}, {});
  const json tree =
      with_taxonomy(sample, taxonomy, {"a", "b", "c", "", ""}).at("taxonomy").at("tree");
  EXPECT_EQ(tree.at("name"), "");
  EXPECT_EQ(tree.at("children").size(), 3U);
}

TEST(ReportKinds, SynsetsAreToldApartAndNotCompared) {
  test::Sample sample = test::make_sample(five_classes());
  sample.scores.classes.set("kind",
                            std::vector<std::string>{"class", "class", "class", "synset", "class"});
  sample.provenance.set("taxonomy", Dict());
  ReportInput input = sample.input();
  input.activations = nullptr;
  const std::string html = report(input).html;
  const json model = test::view_model(html);
  EXPECT_EQ(model.at("classes")[3].at("kind"), "synset");
  EXPECT_EQ(model.at("classes")[4].at("kind"), "class");
  EXPECT_EQ(test::block(html, "likeness").at("classes"), (std::vector<int>{0, 1, 2, 4}));
  EXPECT_TRUE(test::class_entry(html, 3).at("nearest").empty());
  EXPECT_FALSE(test::class_entry(html, 3).at("presence").empty());
  EXPECT_NE(model.at("notices")[0].get<std::string>().find("one label column"), std::string::npos);
}

TEST(ReportKinds, AReferenceIsToldAndDistributionsAreLeftOut) {
  test::Sample sample = test::make_sample(five_classes());
  sample.scores.classes.set("reference", std::vector<std::string>(5, "oak"));
  sample.provenance.set("reference", std::string("oak"));
  ReportInput input = sample.input();
  input.activations = nullptr;
  const std::string html = report(input).html;
  EXPECT_EQ(test::view_model(html).at("classes")[0].at("reference"), "oak");
  EXPECT_EQ(test::view_model(html).at("limits").at("details_wanted"), 0);
}

}  // namespace
}  // namespace lexicnn
