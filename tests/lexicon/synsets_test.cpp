// Classes as synsets, and the unions of classes.
#include "lexicnn/lexicon/synsets.hpp"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <numeric>
#include <set>

#include "lexicnn/core/memory_source.hpp"
#include "lexicnn/core/random.hpp"
#include "lexicnn/score/compare.hpp"

#include "lexicon/graph_support.hpp"
#include "support/temp_dir.hpp"

namespace lexicnn {
namespace {

using test::error_of;
using Names = std::vector<std::string>;
using Table2 = std::vector<ClassSynset>;

const Names kClasses{"dog", "tabby", "bird", "car", "odd"};
const Table2 kTable{{"dog", "n6"}, {"tabby", "n7"}, {"bird", "n8"}, {"car", "n10"}};

std::vector<SynsetUnion> zoo_unions() {
  const Taxonomy zoo = test::zoo();
  return synset_unions(zoo, kClasses, map_classes(zoo, kClasses, kTable));
}

TEST(MapClasses, ByTableThenByName) {
  const Taxonomy zoo = test::zoo();
  const auto places = map_classes(zoo, {"n6", "tabby", "odd"}, {{"tabby", "n7"}, {"else", "n9"}});
  EXPECT_EQ(places[0], zoo.place_of("n6"));
  EXPECT_EQ(places[1], zoo.place_of("n7"));
  EXPECT_FALSE(places[2].has_value());
}

TEST(MapClasses, Refuses) {
  const Taxonomy zoo = test::zoo();
  EXPECT_EQ(error_of(ErrorKind::invalid_input,
                     [&] {
                       map_classes(zoo, {"dog"}, {{"dog", "n99"}});
                     }),
            "the synset 'n99' of the class 'dog' is not in the taxonomy");
  EXPECT_EQ(error_of(ErrorKind::invalid_input,
                     [&] {
                       map_classes(zoo, {"dog"}, {{"dog", "n6"}, {"dog", "n7"}});
                     }),
            "the class 'dog' has two synsets, 'n6' and 'n7'");
  EXPECT_NE(error_of(ErrorKind::invalid_input, [&] { map_classes(zoo, {"dog"}, {}); })
                .find("no class has a synset"),
            std::string::npos);
}

TEST(ClassSynsets, OfAColumn) {
  const ClassLabels labels{{"cat", "dog"}, {0, 1, 1, -1, 0}};
  Table images;
  images.index = {"a", "b", "c", "d", "e"};
  EXPECT_TRUE(class_synsets_of(labels, images).empty());
  images.set("wnid", Names{"n7", "n6", "", "n1", "n7"});
  EXPECT_EQ(class_synsets_of(labels, images), (Table2{{"cat", "n7"}, {"dog", "n6"}}));
  images.set("wnid", Names{"n7", "n6", "n5", "n1", "n7"});
  EXPECT_EQ(error_of(ErrorKind::invalid_input, [&] { class_synsets_of(labels, images); }),
            "the class 'dog' has two synsets, 'n5' and 'n6'");
}

TEST(ClassSynsets, OfAFile) {
  const test::TempDir folder;
  const auto written = [&folder](const char* name, const char* text) {
    std::ofstream(folder / name) << text;
    return folder / name;
  };
  EXPECT_EQ(read_class_synsets(written("a.tsv", "x\tclass\twordnet30\n1\tdog\tn6\n2\todd\t\n")),
            (Table2{{"dog", "n6"}}));
  EXPECT_EQ(read_class_synsets(written("a.csv", "wnid,class\nn6,\"a,b\"\n")),
            (Table2{{"a,b", "n6"}}));
  const auto refused = [&written](const char* text) {
    const auto path = written("bad.tsv", text);
    return error_of(ErrorKind::invalid_file, [&path] { read_class_synsets(path); });
  };
  EXPECT_NE(refused("").find("is empty"), std::string::npos);
  EXPECT_NE(refused("class\tid\n").find("no column 'wnid' or 'wordnet30' or 'synset'"),
            std::string::npos);
  EXPECT_NE(refused("class\twnid\ndog\n").find("line 2"), std::string::npos);
}

TEST(SynsetUnions, OnceEachByTheLowest) {
  const std::vector<SynsetUnion> unions = zoo_unions();
  ASSERT_EQ(unions.size(), 3U);
  // Above all four mapped classes, but not above `odd`: the rest is not empty.
  EXPECT_EQ(unions[0].name, "entity");
  EXPECT_EQ(unions[0].classes, (std::vector<std::uint64_t>{0, 1, 2, 3}));
  EXPECT_EQ(unions[1].name, "animal") << "below 'being', which unites the same classes";
  EXPECT_EQ(unions[1].synsets.size(), 2U);
  // 'mammal' and 'pet' unite the same classes, and neither is below the other: the smaller id.
  EXPECT_EQ(unions[2].name, "mammal");
  EXPECT_EQ(unions[2].synsets.size(), 2U);
  EXPECT_EQ(unions[2].classes, (std::vector<std::uint64_t>{0, 1}));
}

TEST(SynsetUnions, NotOfAllClasses) {
  const Taxonomy zoo = test::zoo();
  const Names classes(kClasses.begin(), kClasses.begin() + 4);
  const auto unions = synset_unions(zoo, classes, map_classes(zoo, classes, kTable));
  ASSERT_EQ(unions.size(), 2U);
  EXPECT_EQ(unions[0].name, "animal");
}

TEST(SynsetUnions, TwoClassesOfOneSynset) {
  const Taxonomy zoo = test::zoo();
  const Names classes{"collie", "poodle", "car"};
  const auto unions = synset_unions(
      zoo, classes,
      map_classes(zoo, classes, {{"collie", "n6"}, {"poodle", "n6"}, {"car", "n10"}}));
  ASSERT_EQ(unions.size(), 1U);
  EXPECT_EQ(unions[0].name, "dog") << "a synset is at or below itself";
}

TEST(SynsetUnions, NamesThatAreTaken) {
  const Taxonomy zoo = test::zoo();
  const Names classes{"animal", "n6", "n7", "car"};
  const auto unions =
      synset_unions(zoo, classes, map_classes(zoo, classes, {{"animal", "n8"}, {"car", "n10"}}));
  ASSERT_EQ(unions.size(), 2U);
  EXPECT_EQ(unions[0].name, "animal (n3)");
  EXPECT_EQ(groups_of(unions, classes)[0].members, (Names{"animal", "n6", "n7"}));
}

TEST(SynsetUnions, ColumnsOfTheRows) {
  const Taxonomy zoo = test::zoo();
  const auto synset_of = map_classes(zoo, kClasses, kTable);
  Table rows;
  rows.index = {"odd", "dog", "animal"};
  add_synset_columns(rows, zoo, kClasses, synset_of, zoo_unions());
  EXPECT_EQ(rows.get<Names>("kind"), (Names{"class", "class", "synset"}));
  EXPECT_EQ(rows.get<Names>("wnid"), (Names{"", "n6", "n3"}));
  EXPECT_EQ(rows.get<Names>("synset"), (Names{"", "dog,hound", "animal,beast"}));
}

/// D+ and D- by their definition, over all values.
double slow_signed_ks(const std::vector<float>& values, const std::vector<bool>& inner) {
  double plus = 0;
  double minus = 0;
  const auto n = static_cast<double>(std::count(inner.begin(), inner.end(), true));
  const auto m = static_cast<double>(values.size()) - n;
  for (const float t : values) {
    double f = 0;
    double g = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i] <= t) (inner[i] ? f : g) += 1;
    }
    plus = std::max(plus, g / m - f / n);
    minus = std::max(minus, f / n - g / m);
  }
  return plus >= minus ? plus : -minus;
}

TEST(SynsetUnions, ScoresAreThoseOfTheUnionByBruteForce) {
  constexpr std::size_t kImages = 60;
  constexpr std::size_t kFeatures = 7;
  RandomStream random(3, 0);
  std::vector<float> x(kImages * kFeatures);
  for (float& value : x)
    value = static_cast<float>(random.below(12)) / 4;  // with ties
  ClassLabels labels{kClasses, {}};
  for (std::size_t i = 0; i < kImages; ++i)
    labels.codes.push_back(static_cast<std::int32_t>(random.below(6)) - 1);
  Table features;
  for (std::size_t f = 0; f < kFeatures; ++f)
    features.index.push_back("conv:" + std::to_string(f));
  const std::vector<SynsetUnion> unions = zoo_unions();
  std::vector<ClassLabels> sets{labels};
  for (ClassLabels& each : group_labels(labels, groups_of(unions, kClasses)))
    sets.push_back(std::move(each));
  EXPECT_GT(sets.size(), 2U) << "nested unions overlap";
  const MemorySource source(row_major(x.data(), kImages, kFeatures));
  const Scores scores = score_sets(source, sets, features, {.nulls = 0});
  for (const SynsetUnion& each : unions) {
    std::vector<bool> inner;
    for (const std::int32_t code : labels.codes) {
      inner.push_back(code >= 0 && std::count(each.classes.begin(), each.classes.end(),
                                              static_cast<std::uint64_t>(code)) != 0);
    }
    for (std::size_t f = 0; f < kFeatures; ++f) {
      std::vector<float> column;
      for (std::size_t i = 0; i < kImages; ++i)
        column.push_back(x[i * kFeatures + f]);
      EXPECT_NEAR(scores.signed_ks(scores.find_class(each.name), f), slow_signed_ks(column, inner),
                  1e-12)
          << each.name << ' ' << f;
    }
  }
}

}  // namespace
}  // namespace lexicnn
