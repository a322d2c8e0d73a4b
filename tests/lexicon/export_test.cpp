// Names and numbers in every format of the export; what the usual readers make of them is in
// tests/cli/export_test.py.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "lexicnn/lexicon/export_lexicon.hpp"

#include "lexicon/graph_support.hpp"

namespace lexicnn {
namespace {

using test::error_of;

struct Case {
  Scores scores;
  Selection selection;
};

Case named(const std::string& cls, const std::vector<double>& s = {.5, -.25}) {
  Scores scores = test::small_scores({cls}, {3}, std::vector<std::string>(s.size(), "conv"), s);
  Selection selection = select(scores, {.rule = SelectRule::threshold, .threshold = .1});
  return {std::move(scores), std::move(selection)};
}

std::string exported(const Case& from, ExportFormat format, const ExportOptions& options = {},
                     const Taxonomy* taxonomy = nullptr) {
  std::optional<RowHierarchy> hierarchy;
  if (taxonomy != nullptr) hierarchy = row_hierarchy(from.scores, *taxonomy);
  std::string out;
  export_lexicon({from.scores, from.selection, hierarchy ? &*hierarchy : nullptr, {}, {}}, format,
                 options, [&out](std::string_view text) { out += text; });
  return out;
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Export, Csv) {
  EXPECT_EQ(exported(named("a \"b\", c"), ExportFormat::csv),
            "class,kind,wnid,feature,layer,channel,side,signed_ks,auc,location,inner_share,"
            "outer_share,noise_threshold\r\n"
            "\"a \"\"b\"\", c\",class,,conv:0,conv,,presence,0.5,0.75,0.5,0.75,0.25,0.1\r\n"
            "\"a \"\"b\"\", c\",class,,conv:1,conv,,absence,-0.25,0.375,0.25,0.375,0.625,0.1\r\n");
}

TEST(Export, OnlySelectedPairs) {
  const std::string text = exported(named("a", {.05, .5, 0}), ExportFormat::csv);
  EXPECT_FALSE(holds(text, "conv:0"));
  EXPECT_TRUE(holds(text, "conv:1"));
  EXPECT_FALSE(holds(text, "conv:2"));
  EXPECT_FALSE(holds(exported(named("a", {.05, .5, 0}), ExportFormat::graphml), "conv:0"))
      << "features that no statement names are left out";
}

TEST(Export, Json) {
  const auto json = nlohmann::json::parse(exported(named("a\n\"\\"), ExportFormat::json));
  EXPECT_EQ(json["classes"][0]["name"], "a\n\"\\");
  EXPECT_EQ(json["statements"].size(), 2U);
  EXPECT_EQ(json["statements"][1]["signed_ks"], -.25);
  EXPECT_EQ(json["statements"][1]["side"], "absence");
}

TEST(Export, NothingSelected) {
  for (const ExportFormat format : {ExportFormat::json, ExportFormat::jsonld}) {
    EXPECT_TRUE(nlohmann::json::accept(exported(named("a", {0}), format)));
  }
  EXPECT_FALSE(holds(exported(named("a", {0}), ExportFormat::ttl), "lex:Statement"));
}

TEST(Export, NamesInTurtleArePercentEncoded) {
  const std::string text = exported(named("-a.b/c d\xC3\xA9'"), ExportFormat::ttl);
  EXPECT_TRUE(holds(text, "c:%2Da%2Eb%2Fc%20d%C3%A9%27 a skos:Concept")) << text;
  EXPECT_TRUE(holds(text, "f:conv%3A0 a lex:Feature"));
  EXPECT_TRUE(holds(text, "lex:signedKS -0.25e0"));
  EXPECT_TRUE(holds(text, "skos:prefLabel \"-a.b/c d\xC3\xA9'\""));
}

TEST(Export, WhatXmlCannotHold) {
  const std::string text = exported(named("<a>&\r\x01\xEF\xBF\xBF\n"), ExportFormat::graphml);
  EXPECT_TRUE(holds(text, ">&lt;a&gt;&amp;&#13;\\x01\\uFFFF\n<")) << text;
}

TEST(Export, BytesThatAreNoUtf8) {
  const Case bad = named("a\xFF");
  EXPECT_TRUE(holds(exported(bad, ExportFormat::csv), "a\xEF\xBF\xBD,class"));
  EXPECT_TRUE(holds(exported(bad, ExportFormat::ttl), "c:a%FF a skos:Concept"));
  EXPECT_TRUE(holds(exported(bad, ExportFormat::graphml), ">a\xEF\xBF\xBD<"));
}

TEST(Export, HierarchyAsBroaderAndNarrower) {
  const Taxonomy zoo = test::zoo();
  Case from{
      test::small_scores({"dog", "cat", "car", "mammal"}, {3, 3, 3, 6}, {"a"}, {.5, .5, -.5, .5}),
      {}};
  test::set_rows(from.scores, {"class", "class", "class", "synset"}, {"n6", "n7", "n10", "n4"});
  from.selection = select(from.scores, {.rule = SelectRule::threshold, .threshold = .1});
  const std::string text = exported(from, ExportFormat::ttl, {}, &zoo);
  EXPECT_TRUE(holds(text, "skos:broader c:mammal"));
  EXPECT_TRUE(holds(text, "skos:narrower c:dog, c:cat"));
  EXPECT_TRUE(holds(text, "skos:notation \"n4\""));
  EXPECT_TRUE(holds(exported(from, ExportFormat::graphml, {}, &zoo),
                    "<edge source=\"c0\" target=\"c3\"><data key=\"relation\">broader</data>"));
  EXPECT_FALSE(holds(exported(from, ExportFormat::ttl), "skos:broader"));
}

TEST(Export, TheBaseIsAnIri) {
  EXPECT_TRUE(holds(exported(named("a"), ExportFormat::ttl, {"https://example.org/x#"}),
                    "@prefix c: <https://example.org/x#class/> ."));
  for (const char* base :
       {"", "example", ":x", "1a:b", "a b:c", "urn:<x>", "urn:\xC3\xA9", "u_n:x"}) {
    EXPECT_NE(error_of(ErrorKind::invalid_option,
                       [&] { exported(named("a"), ExportFormat::ttl, {base}); })
                  .find("no beginning of an IRI"),
              std::string::npos)
        << base;
  }
}

TEST(Export, PiecesAreBounded) {
  const Case many = named("a", std::vector<double>(5000, .5));
  std::size_t largest = 0;
  std::size_t pieces = 0;
  export_lexicon({many.scores, many.selection, nullptr, {}, {}}, ExportFormat::ttl, {},
                 [&](std::string_view text) {
                   largest = std::max(largest, text.size());
                   ++pieces;
                 });
  EXPECT_GT(pieces, 5U);
  EXPECT_LT(largest, std::size_t{70'000});
}

TEST(Export, RefusesWhatIsOfOtherScores) {
  Case from = named("a");
  from.selection = named("a", {.5}).selection;
  error_of(ErrorKind::invalid_input, [&] { exported(from, ExportFormat::csv); });
}

}  // namespace
}  // namespace lexicnn
