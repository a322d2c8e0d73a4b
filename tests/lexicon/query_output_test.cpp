// What `describe --query` prints.
#include <gtest/gtest.h>
#include <limits>

#include <nlohmann/json.hpp>

#include "lexicon/query_support.hpp"

namespace lexicnn {
namespace {

using Json = nlohmann::json;

struct Small {
  Scores scores = test::small_scores(
      {"dog", "grand piano", "c", "d", "e"}, {9, 9, 9, 9, 9}, {"low", "low", "high"},
      {0.9, 0.125, -0.5, -0.8, 0.7, 0, 0, 0, 0.4, 0.2, 0.1, 0, 0, 0, 0.1});
  Selection selection;

  Small() {
    SelectOptions options;
    options.rule = SelectRule::threshold;
    options.threshold = 0.25;
    selection = select(scores, options);
  }

  [[nodiscard]] QueryResult ask(const char* query, std::uint64_t top = 0) const {
    return query_features(scores, selection, Query(query), top);
  }
};

TEST(QueryOutput, HasAColumnForEachOfAFewClasses) {
  EXPECT_EQ(to_text(Small().ask("selected(dog) !'grand piano'")),
            "read as: selected(dog) & !present(\"grand piano\")\n"
            "2 of 3 features\n"
            "\n"
            "  strength  feature  s of dog  s of grand piano\n"
            "      0.90  low:0      +0.90             -0.80\n"
            "      0.50  high:0     -0.50             (0.00)\n"
            "\n(in brackets: not selected)\n");
}

TEST(QueryOutput, NamesTheLoudestOfMany) {
  EXPECT_EQ(to_text(Small().ask("!all(*)", 2)),
            "read as: !present(all(*))\n"
            "3 of 3 features, the first 2\n"
            "\n"
            "  strength  feature  largest |s| of those named\n"
            "         -  low:0     +0.90  dog\n"
            "         -  low:1     +0.70  grand piano\n");
  EXPECT_EQ(to_text(Small().ask("s<-.45")),
            "read as: s < -0.45\n"
            "2 of 3 features\n"
            "\n"
            "  strength  feature  largest |s| of any class\n"
            "      0.80  low:0     +0.90  dog\n"
            "      0.50  high:0    -0.50  dog\n");
}

TEST(QueryOutput, SaysWhereThereIsNone) {
  EXPECT_EQ(to_text(Small().ask("dog & c")),
            "read as: present(dog) & present(c)\n0 of 3 features\n");
}

TEST(QueryOutput, JsonHasAllFields) {
  Small small;
  small.scores.signed_ks(2, 2) = std::numeric_limits<double>::quiet_NaN();
  const Json json = Json::parse(to_json(small.ask("layer:high absent(c) | absent(dog)", 1)));
  EXPECT_EQ(json, Json::parse(R"json({
    "query": "layer:high absent(c) | absent(dog)",
    "read_as": "(layer:high & absent(c)) | absent(dog)",
    "features": 3, "found": 1, "matches": [
      {"feature": 2, "name": "high:0", "strength": 0.5, "classes": [
        {"class_place": 2, "name": "c", "signed_ks": null, "auc": 0.7, "noise_threshold": 0.25,
         "selected": 1},
        {"class_place": 0, "name": "dog", "signed_ks": -0.5, "auc": 0.25, "noise_threshold": 0.25,
         "selected": -1}]}]
})json"));
  const Json unmeasured = Json::parse(to_json(small.ask("layer:low", 1)));
  EXPECT_EQ(unmeasured["found"], 2);
  EXPECT_TRUE(unmeasured["matches"][0]["strength"].is_null());
  EXPECT_EQ(unmeasured["matches"].size(), 1U);
  EXPECT_EQ(unmeasured["matches"][0]["classes"].size(), 1U);
}

}  // namespace
}  // namespace lexicnn
