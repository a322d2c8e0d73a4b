// A profile as text, CSV, JSON and table.
#include <algorithm>
#include <gtest/gtest.h>
#include <limits>
#include <sstream>

#include "lexicnn/core/text.hpp"
#include "lexicnn/profile/profile.hpp"

#include "support/small_scores.hpp"

namespace lexicnn {
namespace {

ProfileResult two_layers() {
  Scores scores = test::small_scores({"cat", "dog"}, {3, 4}, {"a", "a", "b", "b"},
                                     {0.5, -0.125, 0.875, -0.75,  //
                                      -0.375, 0.125, 0.25, 0.625});
  test::add_flat_null(scores, 1638);
  return profile(scores, select(scores, {.rule = SelectRule::threshold, .threshold = 0.3}));
}

/// No null, one class, layers with names of the given length.
ProfileResult long_names(std::size_t length) {
  std::vector<std::string> layers;
  for (char c = 'a'; c < 'e'; ++c)
    layers.push_back(std::string(length - 1, 'x') + c);
  const Scores scores = test::small_scores({"cat"}, {3}, layers, {0.1, 0.2, -0.3, 0.4});
  return profile(scores, select(scores, {.rule = SelectRule::threshold, .threshold = 0.5}));
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    out.push_back(line);
  return out;
}

TEST(ProfileText, IsAnAlignedTable) {
  EXPECT_EQ(to_text(two_layers()),
            "                      pairs selected, %    features, %   mean |s|    strongest s\n"
            "layer  feat.  dead   all pres. abs. noise    both none   real  null  pres.  abs.\n"
            "a          2     0  50.0  25.0 25.0 200.0    50.0 50.0  0.281 0.400  +0.50 -0.38\n"
            "b          2     0  75.0  50.0 25.0 133.3    50.0  0.0  0.625 0.400  +0.88 -0.75\n"
            "--------------------------------------------------------------------------------\n"
            "low        2     0  50.0  25.0 25.0 200.0    50.0 50.0  0.281 0.400  +0.50 -0.38\n"
            "high       2     0  75.0  50.0 25.0 133.3    50.0  0.0  0.625 0.400  +0.88 -0.75\n"
            "all        4     0  62.5  37.5 25.0 160.0    50.0 25.0  0.453 0.400  +0.88 -0.75\n");
}

TEST(ProfileText, FitsAHundredColumns) {
  for (const std::size_t length : {5U, 12U, 24U, 60U}) {
    std::size_t widest = 0;
    for (const std::string& line :
         lines_of(to_text(long_names(length)) + to_more_text(long_names(length)))) {
      widest = std::max(widest, text_width(line));
    }
    EXPECT_LE(widest, 100U) << length;
  }
}

TEST(ProfileText, KeepsTheEndOfLongNames) {
  EXPECT_NE(to_text(long_names(60)).find("\n…xxxx"), std::string::npos);
  EXPECT_NE(to_text(long_names(60)).find("xxxa  "), std::string::npos);
  EXPECT_EQ(to_text(long_names(20)).find("…"), std::string::npos);
}

TEST(ProfileText, ShowsADashWhereThereIsNoNumber) {
  const std::string all = lines_of(to_text(long_names(5))).back();
  EXPECT_EQ(all.substr(0, 3), "all");
  EXPECT_EQ(std::count(all.begin(), all.end(), '-'), 3) << "noise share, null mean, and the sign";
}

TEST(ProfileText, HasMoreTablesForPairsClassesAndTrends) {
  const std::string text = to_more_text(two_layers());
  for (const char* part : {"copies, %", "features selected for so many classes, %",
                           "a             0.50  cat, a:0", "-0.38  dog, a:0", "trend over depth of",
                           "\nexcess                1.00    -     -  1.0000\n"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
}

TEST(ProfileCsv, HasOneLineARowAndOneFieldAColumn) {
  const std::vector<std::string> lines = lines_of(to_csv(two_layers()));
  ASSERT_EQ(lines.size(), 6U);
  EXPECT_EQ(lines[0].substr(0, 31), "kind,name,index,depth,features,");
  for (const std::string& line : lines) {
    EXPECT_EQ(std::count(line.begin(), line.end(), ','), 38) << line;
    EXPECT_EQ(line.back(), '\r');
  }
  EXPECT_EQ(lines[1],
            "layer,a,0,0,2,0,4,0.5,0.25,0.25,0.5,0.5,0.5,2,0.28125,0.4000244140625,"
            "-0.1187744140625,,,0.03125,,,0.3,,,0.25,0.4887499999999999,-0.3675,0.5,-0.375,"
            "cat,a:0,dog,a:0,,0.140625,0,2,1 0 1\r");
  EXPECT_EQ(lines[5].substr(0, 12), "network,all,");
}

TEST(ProfileCsv, NanIsEmpty) {
  EXPECT_EQ(to_csv(long_names(5)).find("nan"), std::string::npos);
}

TEST(ProfileJson, HasLayersBandsAndAll) {
  const std::string text = to_json(two_layers());
  for (const char* part :
       {"{\n  \"layers\": [\n    {\n      \"name\": \"a\",\n      \"index\": 0,",
        "  \"bands\": [\n    {\n      \"name\": \"low\",", "  \"all\": {\n    \"name\": \"all\",",
        "\"noise_share\": 1.6,", "\"null_mean_abs\": 0.4000244140625,",
        "\"presence_q99\": 0.4887499999999999,", "\"presence_feature\": \"a:0\",",
        "\"measure\": \"excess\",\n      \"rho\": 1.0,\n      \"low\": null,"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(text.back(), '\n');
}

TEST(ProfileJson, NanIsNull) {
  const std::string text = to_json(long_names(5));
  EXPECT_NE(text.find("\"noise_share\": null,"), std::string::npos);
  EXPECT_EQ(text.find("nan"), std::string::npos);
}

TEST(ProfileJson, ANameThatIsNotUtf8DoesNotThrow) {
  ProfileResult result = two_layers();
  result.layers[0].name = "conv\xFF";
  EXPECT_NE(to_json(result).find("conv\uFFFD"), std::string::npos);
}

TEST(ProfileTable, DescribesEveryColumn) {
  const Table table = to_table(two_layers());
  EXPECT_EQ(table.index, (std::vector<std::string>{"layer:a", "layer:b", "band:low", "band:high",
                                                   "network:all"}));
  EXPECT_EQ(table.columns.size(), 39U);
  for (const Column& column : table.columns)
    EXPECT_FALSE(column.description.empty()) << column.name;
}

TEST(ProfileTable, ALayerNamedLikeABandHasItsOwnRow) {
  const Scores scores = test::small_scores({"cat"}, {3}, {"low", "all"}, {0.1, 0.2});
  Table table = to_table(profile(scores, select(scores, {.rule = SelectRule::threshold})));
  std::sort(table.index.begin(), table.index.end());
  EXPECT_EQ(std::adjacent_find(table.index.begin(), table.index.end()), table.index.end());
}

}  // namespace
}  // namespace lexicnn
