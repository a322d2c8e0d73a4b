// Taxonomies: several parents, depths, and what is refused.
#include "lexicnn/lexicon/taxonomy.hpp"

#include <fstream>
#include <gtest/gtest.h>

#include "lexicon/graph_support.hpp"
#include "support/shared_data.hpp"
#include "support/temp_dir.hpp"

namespace lexicnn {
namespace {

using test::error_of;
using Place = Taxonomy::Place;

std::vector<std::string> ids(const Taxonomy& taxonomy, std::span<const Place> places) {
  std::vector<std::string> out;
  for (const Place place : places)
    out.push_back(taxonomy.synset(place).id);
  return out;
}

void write(const std::filesystem::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

TEST(Taxonomy, SeveralParentsAndDepths) {
  const Taxonomy zoo = test::zoo();
  const Place dog = zoo.place_of("n6");
  EXPECT_EQ(ids(zoo, zoo.parents(dog)), (std::vector<std::string>{"n4", "n5"}));
  EXPECT_EQ(ids(zoo, zoo.children(zoo.place_of("n4"))),
            (std::vector<std::string>{"n11", "n6", "n7"}));
  EXPECT_EQ(zoo.min_depth(dog), 4U);
  EXPECT_EQ(zoo.max_depth(dog), 4U);
  EXPECT_EQ(zoo.name(dog), "dog");
  EXPECT_EQ(zoo.find_lemma("HOUND"), std::vector<Place>{dog});
}

TEST(Taxonomy, DepthsOfWaysOfDifferentLength) {
  const Taxonomy taxonomy({{"a", {}}, {"b", {}}, {"c", {}}, {"d", {}}},
                          {{"b", "a"}, {"c", "b"}, {"d", "c"}, {"d", "a"}});
  EXPECT_EQ(taxonomy.min_depth(taxonomy.place_of("d")), 1U);
  EXPECT_EQ(taxonomy.max_depth(taxonomy.place_of("d")), 3U);
  EXPECT_EQ(taxonomy.name(0), "a") << "a synset without words goes by its id";
  const auto above = taxonomy.ancestors(taxonomy.place_of("d"));
  ASSERT_EQ(above.size(), 4U);
  EXPECT_EQ(above[0].links, 1U) << "the fewest links, not the first way";
  EXPECT_EQ(above[1].links, 2U);
}

TEST(Taxonomy, ALinkThatComesTwiceCountsOnce) {
  const Taxonomy taxonomy({{"a", {}}, {"b", {}}}, {{"b", "a"}, {"b", "a"}});
  EXPECT_EQ(taxonomy.parents(1).size(), 1U);
  EXPECT_EQ(taxonomy.children(0).size(), 1U);
}

TEST(Taxonomy, ACycleIsNamed) {
  const auto make = [] {
    return Taxonomy({{"a", {}}, {"b", {}}, {"c", {}}, {"d", {}}},
                    {{"b", "a"}, {"c", "b"}, {"b", "c"}, {"d", "c"}});
  };
  const std::string message = error_of(ErrorKind::invalid_input, make);
  EXPECT_TRUE(message == "the taxonomy has a cycle: 'b' below 'c' below 'b'" ||
              message == "the taxonomy has a cycle: 'c' below 'b' below 'c'")
      << message;
}

TEST(Taxonomy, ASynsetAboveItselfIsACycle) {
  EXPECT_EQ(error_of(ErrorKind::invalid_input,
                     [] {
                       Taxonomy({{"a", {}}}, {{"a", "a"}});
                     }),
            "the taxonomy has a cycle: 'a' below 'a'");
}

TEST(Taxonomy, UnknownIdsAreNamed) {
  EXPECT_EQ(error_of(ErrorKind::invalid_input,
                     [] {
                       Taxonomy({{"a", {}}}, {{"a", "x"}});
                     }),
            "the hypernym 'x' of 'a': there is no synset 'x'");
  EXPECT_EQ(error_of(ErrorKind::invalid_input,
                     [] {
                       Taxonomy({{"a", {}}}, {{"x", "a"}});
                     }),
            "the hypernym 'a' of 'x': there is no synset 'x'");
  EXPECT_EQ(error_of(ErrorKind::invalid_input, [] { return test::zoo().place_of("n12345"); }),
            "there is no synset 'n12345' in the taxonomy");
}

TEST(Taxonomy, IdsOnceAndNotEmpty) {
  EXPECT_EQ(error_of(ErrorKind::invalid_input,
                     [] {
                       Taxonomy({{"a", {}}, {"a", {}}}, {});
                     }),
            "the synset 'a' comes twice");
  EXPECT_EQ(error_of(ErrorKind::invalid_input,
                     [] {
                       Taxonomy({{"", {}}}, {});
                     }),
            "a synset of the taxonomy has no id");
}

class TaxonomyFolder : public ::testing::Test {
 protected:
  Taxonomy read() const { return read_taxonomy(folder_.path()); }
  std::string refused(ErrorKind kind = ErrorKind::invalid_file) const {
    return error_of(kind, [this] { read(); });
  }
  void tsv(std::string_view synsets, std::string_view hypernyms) const {
    write(folder_ / "synsets.tsv", synsets);
    write(folder_ / "hypernyms.tsv", hypernyms);
  }

  test::TempDir folder_;
};

TEST_F(TaxonomyFolder, Tsv) {
  tsv("wnid\tlemmas\na\tsome_thing,object\nb\t\n", "child\tparent\nb\ta\n");
  const Taxonomy taxonomy = read();
  EXPECT_EQ(taxonomy.size(), 2U);
  EXPECT_EQ(taxonomy.synset(0).lemmas, (std::vector<std::string>{"some_thing", "object"}));
  EXPECT_EQ(taxonomy.parents(1)[0], 0U);
}

TEST_F(TaxonomyFolder, TsvThatIsNone) {
  EXPECT_NE(refused(ErrorKind::file_missing).find("holds no taxonomy"), std::string::npos);
  tsv("id\tlemmas\n", "child\tparent\n");
  EXPECT_NE(refused().find("must begin with the columns wnid and lemmas"), std::string::npos);
  tsv("wnid\tlemmas\na\tx\n", "parent\tchild\n");
  EXPECT_NE(refused().find("must begin with the columns child and parent"), std::string::npos);
  tsv("wnid\tlemmas\na\n", "child\tparent\n");
  EXPECT_NE(refused().find("line 2: a wnid and a lemmas are needed"), std::string::npos);
  tsv("wnid\tlemmas\na\tx\n", "child\tparent\na\tb\n");
  EXPECT_NE(refused().find("there is no synset 'b'"), std::string::npos);
  tsv("wnid\tlemmas\n", "child\tparent\n");
  EXPECT_NE(refused().find("holds no synset"), std::string::npos);
}

constexpr const char* kLicence = "  1 This software and database is being provided to you\n";
constexpr const char* kEntity =
    "00001740 03 n 01 entity 0 002 ~ 00001930 n 0000 ~ 00002137 n 0000 | that\n";

TEST_F(TaxonomyFolder, DataNoun) {
  write(folder_ / "data.noun",
        std::string(kLicence) + kEntity +
            "00001930 03 n 01 physical_entity 0 002 @ 00001740 n 0000 + 00001234 a 0101 | x | y\n"
            "00002137 03 n 02 abstraction 0 abstract_entity 1 002 @i 00001740 n 0000 @ 00001930 n "
            "0000 | z\n");
  const Taxonomy taxonomy = read();
  EXPECT_EQ(taxonomy.size(), 3U);
  const Place abstraction = taxonomy.place_of("n00002137");
  EXPECT_EQ(taxonomy.synset(abstraction).lemmas,
            (std::vector<std::string>{"abstraction", "abstract_entity"}));
  EXPECT_EQ(ids(taxonomy, taxonomy.parents(abstraction)),
            (std::vector<std::string>{"n00001740", "n00001930"}));
}

TEST_F(TaxonomyFolder, DataNounThatIsNone) {
  for (const char* line :
       {"1740 03 n 01 entity 0 000 | x\n", "00001740 03 n 02 entity 0 000 | x\n",
        "00001740 03 n zz entity 0 000 | x\n", "00001740 03 n 01 entity 0 001 @\n",
        "00001740 03 n 01 entity 0 001 @ 00001740 n\n", "00001740\n"}) {
    write(folder_ / "data.noun", std::string(kLicence) + line);
    EXPECT_NE(refused().find("line 2: this is no synset"), std::string::npos) << line;
  }
}

TEST(TaxonomyOfWordNet, ImageNetsClosure) {
  const auto data = test::data_dir();
  if (!data) GTEST_SKIP() << "no folder of data";
  const Taxonomy taxonomy = read_taxonomy(*data / "taxonomy");
  EXPECT_EQ(taxonomy.size(), 1919U);
  const Place dog = taxonomy.place_of("n02084071");
  EXPECT_EQ(taxonomy.name(dog), "dog");
  // NLTK: dog.n.01 has min_depth 8, max_depth 13, hypernyms canine and domestic_animal.
  EXPECT_EQ(taxonomy.min_depth(dog), 8U);
  EXPECT_EQ(taxonomy.max_depth(dog), 13U);
  EXPECT_EQ(ids(taxonomy, taxonomy.parents(dog)),
            (std::vector<std::string>{"n01317541", "n02083346"}));
}

}  // namespace
}  // namespace lexicnn
