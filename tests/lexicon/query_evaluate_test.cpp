// What queries denote, against each meaning written out by hand for one feature.
#include <algorithm>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <limits>
#include <ostream>

#include "lexicon/graph_support.hpp"
#include "lexicon/query_support.hpp"

namespace lexicnn {
namespace {

using test::error_of;
using test::Zoo;
using Strength = std::optional<double>;
using F = std::uint64_t;

const double kNone = std::numeric_limits<double>::quiet_NaN();

const Zoo& zoo() {
  static const Zoo kZoo;
  return kZoo;
}

Strength when(bool holds, double strength = kNone) {
  return holds ? Strength(strength) : std::nullopt;
}

double s(const char* name, F f) {
  return zoo().s(name, f);
}

int side(const char* name, F f) {
  return zoo().side(name, f);
}

/// Features with a strength (NaN as -1), in the order that is documented.
using Ranking = std::vector<std::pair<F, double>>;

Ranking ranking_of(const std::string& query) {
  Ranking out;
  for (const QueryMatch& match :
       query_features(zoo().scores, zoo().selection, Query(query), 0).matches)
    out.emplace_back(match.feature, std::isnan(match.strength) ? -1 : match.strength);
  return out;
}

/// The slow way: each feature by the meaning, then put in order one by one.
Ranking ranking_of(const std::function<Strength(F)>& meaning) {
  Ranking out;
  for (F f = 0; f < zoo().scores.feature_count(); ++f) {
    const Strength each = meaning(f);
    if (!each) continue;
    const double strength = std::isnan(*each) ? -1 : *each;
    auto place = out.begin();
    while (place != out.end() && place->second >= strength)
      ++place;
    out.insert(place, {f, strength});
  }
  return out;
}

struct Case {
  const char* query;
  const char* read_as;
  std::function<Strength(F)> meaning;

  friend void PrintTo(const Case& each, std::ostream* out) { *out << each.query; }
};

std::vector<Case> selection_cases() {
  return {
      {"dalmatian", "present(dalmatian)",
       [](F f) { return when(side("dalmatian", f) > 0, s("dalmatian", f)); }},
      {"dalmatian & !dog", "present(dalmatian) & !present(dog)",
       [](F f) {
         return when(side("dalmatian", f) > 0 && side("dog", f) <= 0, s("dalmatian", f));
       }},
      {"dalmatian absent(dog)", "present(dalmatian) & absent(dog)",
       [](F f) {
         return when(side("dalmatian", f) > 0 && side("dog", f) < 0,
                     std::min(s("dalmatian", f), -s("dog", f)));
       }},
      {"!dog", "!present(dog)", [](F f) { return when(side("dog", f) <= 0); }},
      {"absent(dog)", "absent(dog)", [](F f) { return when(side("dog", f) < 0, -s("dog", f)); }},
      {"selected ( dog )", "selected(dog)",
       [](F f) { return when(side("dog", f) != 0, std::abs(s("dog", f))); }},
      {"present(dalmatian) | absent(dog)", "present(dalmatian) | absent(dog)",
       [](F f) {
         const double a = side("dalmatian", f) > 0 ? s("dalmatian", f) : -1;
         const double b = side("dog", f) < 0 ? -s("dog", f) : -1;
         return when(std::max(a, b) > 0, std::max(a, b));
       }},
      {"dog s | dalmatian", "(present(dog) & present(s)) | present(dalmatian)",
       [](F f) {
         const double a =
             side("dog", f) > 0 && side("s", f) > 0 ? std::min(s("dog", f), s("s", f)) : -1;
         const double b = side("dalmatian", f) > 0 ? s("dalmatian", f) : -1;
         return when(std::max(a, b) > 0, std::max(a, b));
       }},
      {"dog & (s|dalmatian)", "present(dog) & (present(s) | present(dalmatian))",
       [](F f) {
         const double a = side("s", f) > 0 ? s("s", f) : -1;
         const double b = side("dalmatian", f) > 0 ? s("dalmatian", f) : -1;
         return when(side("dog", f) > 0 && std::max(a, b) > 0,
                     std::min(s("dog", f), std::max(a, b)));
       }},
      {"!(dog | dalmatian)", "!(present(dog) | present(dalmatian))",
       [](F f) { return when(side("dog", f) <= 0 && side("dalmatian", f) <= 0); }},
      {"!!dog", "!!present(dog)", [](F f) { return when(side("dog", f) > 0); }},
      {"dog | !dog", "present(dog) | !present(dog)",
       [](F f) { return Strength(side("dog", f) > 0 ? s("dog", f) : kNone); }},
      {"'grand piano'", "present(\"grand piano\")",
       [](F f) { return when(side("grand piano", f) > 0, s("grand piano", f)); }},
      {"\"a|b\" & absent('s')", "present(\"a|b\") & absent(\"s\")",
       [](F f) {
         return when(side("a|b", f) > 0 && side("s", f) < 0, std::min(s("a|b", f), -s("s", f)));
       }},
      {R"("say \"hi\" \\o")", R"(present("say \"hi\" \\o"))",
       [](F f) { return when(side("say \"hi\" \\o", f) > 0, s("say \"hi\" \\o", f)); }},
      {"T-shirt рояль", "present(T-shirt) & present(рояль)",
       [](F f) {
         return when(side("T-shirt", f) > 0 && side("рояль", f) > 0,
                     std::min(s("T-shirt", f), s("рояль", f)));
       }},
      {"animal", "present(animal)",
       [](F f) { return when(side("animal", f) > 0, s("animal", f)); }},
  };
}

std::vector<Case> glob_cases() {
  const auto any = [](F f) {
    const double a = side("electric_guitar", f) > 0 ? s("electric_guitar", f) : -1;
    const double b = side("electric_piano", f) > 0 ? s("electric_piano", f) : -1;
    return when(std::max(a, b) > 0, std::max(a, b));
  };
  return {
      {"electric_*", "present(electric_*)", any},
      {"any(electric_[gp]*)", "present(electric_[gp]*)", any},
      {"present(electric_guitar, electric_p?ano)", "present(electric_guitar, electric_p?ano)", any},
      {"all(electric_*)", "present(all(electric_*))",
       [](F f) {
         return when(side("electric_guitar", f) > 0 && side("electric_piano", f) > 0,
                     std::min(s("electric_guitar", f), s("electric_piano", f)));
       }},
      {"absent(all(dog, T-shirt))", "absent(all(dog, T-shirt))",
       [](F f) {
         return when(side("dog", f) < 0 && side("T-shirt", f) < 0,
                     std::min(-s("dog", f), -s("T-shirt", f)));
       }},
      {"!electric_*", "!present(electric_*)",
       [](F f) { return when(side("electric_guitar", f) <= 0 && side("electric_piano", f) <= 0); }},
  };
}

std::vector<Case> compare_cases() {
  // Of any class: a glob and a measure without a class leave synsets out.
  const auto largest = [](F f, const std::function<bool(double)>& holds) {
    double out = -1;
    for (const std::string& name : zoo().scores.classes.index) {
      const double each = zoo().s(name, f);
      if (name != "animal" && holds(each)) out = std::max(out, std::abs(each));
    }
    return when(out >= 0, out);
  };
  return {
      {"layer:block5* s>0.6", "layer:block5* & s > 0.6",
       [=](F f) {
         const Strength out = largest(f, [](double each) { return each > 0.6; });
         return when(zoo().layer(f).starts_with("block5") && out, out.value_or(kNone));
       }},
      {"|s|>=.9", "|s| >= 0.9",
       [=](F f) { return largest(f, [](double each) { return std::abs(each) >= 0.9; }); }},
      {"s(*) <= -0.9 & !dog", "s(*) <= -0.9 & !present(dog)",
       [=](F f) {
         const Strength out = largest(f, [](double each) { return each <= -0.9; });
         return when(side("dog", f) <= 0 && out, out.value_or(kNone));
       }},
      {"dog layer:block4_conv1 |s|(dalmatian) < 0.8",
       "present(dog) & layer:block4_conv1 & |s|(dalmatian) < 0.8",
       [](F f) {
         return when(side("dog", f) > 0 && f < 8 && std::abs(s("dalmatian", f)) < 0.8, s("dog", f));
       }},
      {"s(all(dog, dalmatian)) >= -0.5 depth==1 ", "s(all(dog, dalmatian)) >= -0.5 & depth = 1",
       [](F f) { return when(s("dog", f) >= -0.5 && s("dalmatian", f) >= -0.5 && f >= 16); }},
      {"auc(dog)>0.7 channel != 3", "auc(dog) > 0.7 & channel != 3",
       [](F f) { return when((1 + s("dog", f)) / 2 > 0.7 && f % 8 != 3, std::abs(s("dog", f))); }},
      {"log10_p(dog) < -2.5 & depth<=0.5", "log10_p(dog) < -2.5 & depth <= 0.5",
       [](F f) { return when(zoo().log10_p("dog", f) < -2.5 && f < 16, std::abs(s("dog", f))); }},
      {"layer:\"block5_conv2\" channel>=4 ", "layer:\"block5_conv2\" & channel >= 4",
       [](F f) { return when(f >= 20); }},
      {"s(animal) = 0.5 | s(dog)=.5", "s(animal) = 0.5 | s(dog) = 0.5",
       [](F f) { return when(s("animal", f) == 0.5 || s("dog", f) == 0.5); }},
  };
}

std::vector<Case> like_cases() {
  return {
      {"like(dog)", "like(dog)", [](F f) { return when(side("dog", f) > 0, s("dog", f)); }},
      {"-like(dog)", "-like(dog)", [](F f) { return when(side("dog", f) < 0, -s("dog", f)); }},
      {"like(dog) - like(dalmatian)", "like(dog) - like(dalmatian)",
       [](F f) {
         const double sum = s("dog", f) - s("dalmatian", f);
         return when((side("dog", f) != 0 || side("dalmatian", f) != 0) && sum > 0, sum);
       }},
      {"like(electric_*)+like(dog)-like(s) layer:*_conv1",
       "like(electric_*) + like(dog) - like(s) & layer:*_conv1",
       [](F f) {
         const double sum =
             (s("electric_guitar", f) + s("electric_piano", f)) / 2 + s("dog", f) - s("s", f);
         const bool selected = side("electric_guitar", f) != 0 || side("electric_piano", f) != 0 ||
                               side("dog", f) != 0 || side("s", f) != 0;
         return when(selected && sum > 0 && f < 16, sum);
       }},
  };
}

class QueryMeaning : public testing::TestWithParam<Case> {};

TEST_P(QueryMeaning, IsThatOfTheSlowReference) {
  const Case& each = GetParam();
  EXPECT_EQ(read_as(Query(each.query)), each.read_as);
  const Ranking known = ranking_of(each.meaning);
  EXPECT_EQ(ranking_of(std::string(each.query)), known);
  // The same when it is written in full.
  EXPECT_EQ(ranking_of(std::string(each.read_as)), known);
  EXPECT_EQ(read_as(Query(each.read_as)), each.read_as);
  EXPECT_FALSE(known.empty()) << "says nothing: choose other scores";
}

INSTANTIATE_TEST_SUITE_P(Selected, QueryMeaning, testing::ValuesIn(selection_cases()));
INSTANTIATE_TEST_SUITE_P(Globs, QueryMeaning, testing::ValuesIn(glob_cases()));
INSTANTIATE_TEST_SUITE_P(Comparisons, QueryMeaning, testing::ValuesIn(compare_cases()));
INSTANTIATE_TEST_SUITE_P(Profiles, QueryMeaning, testing::ValuesIn(like_cases()));

TEST(QueryFeatures, AnOppositeIsNotAnAbsence) {
  // Noise is not present, but it is not absent either.
  const auto opposite = ranking_of(std::string("!dog")).size();
  const auto absent = ranking_of(std::string("absent(dog)")).size();
  const auto noise = ranking_of(std::string("!selected(dog)")).size();
  EXPECT_GT(noise, 0U);
  EXPECT_EQ(opposite, absent + noise);
}

TEST(QueryFeatures, TellTheClassesNamedOrTheLoudest) {
  const QueryResult named =
      query_features(zoo().scores, zoo().selection, Query("!dog electric_* !dog"), 2);
  EXPECT_EQ(named.classes, 3U);
  ASSERT_EQ(named.matches.size(), 2U);
  EXPECT_GT(named.found, 2U);
  EXPECT_EQ(named.features, 24U);
  const QueryMatch& match = named.matches.front();
  ASSERT_EQ(match.classes.size(), 3U);
  EXPECT_EQ(match.classes[0].name, "dog");
  EXPECT_EQ(match.classes[1].name, "electric_guitar");
  EXPECT_EQ(match.classes[2].class_place, 4U);
  EXPECT_EQ(match.classes[2].signed_ks, s("electric_piano", match.feature));
  EXPECT_EQ(match.classes[2].selected, side("electric_piano", match.feature));
  EXPECT_EQ(match.classes[0].noise_threshold, 0.3);
  EXPECT_EQ(match.classes[0].auc, (1 + s("dog", match.feature)) / 2);

  for (const QueryMatch& each :
       query_features(zoo().scores, zoo().selection, Query("depth >= 0"), 0).matches) {
    ASSERT_EQ(each.classes.size(), 1U);
    EXPECT_NE(each.classes.front().name, "animal");
    for (const std::string& name : zoo().scores.classes.index) {
      if (name == "animal") continue;
      EXPECT_LE(std::abs(zoo().s(name, each.feature)), std::abs(each.classes.front().signed_ks));
    }
  }
}

TEST(QueryFeatures, ANameIsTakenAsItIsBeforeItIsAGlob) {
  Scores scores = test::small_scores({"x*", "xy"}, {5, 5}, {"a", "a"}, {0.9, 0, 0, 0.9});
  SelectOptions options;
  options.rule = SelectRule::threshold;
  const Selection selection = select(scores, options);
  const auto found = [&](const char* query) {
    return query_features(scores, selection, Query(query), 0).found;
  };
  EXPECT_EQ(found("x*"), 1U);
  EXPECT_EQ(found("x?"), 2U);
  EXPECT_EQ(found("layer:a"), 2U);
}

TEST(QueryFeatures, NotANumberFitsNoComparison) {
  Scores scores = test::small_scores({"a", "b"}, {5, 5}, {"l", "l"}, {0.9, 0.9, 0.5, 0.5});
  SelectOptions options;
  options.rule = SelectRule::threshold;
  const Selection selection = select(scores, options);
  scores.signed_ks(0, 1) = kNone;
  for (const char* query :
       {"s(a) > 0", "s(a) <= 1", "s(a) != 0.3", "like(a) - like(b)", "s(all(a, b)) != 0"}) {
    const QueryResult result = query_features(scores, selection, Query(query), 0);
    ASSERT_EQ(result.found, 1U) << query;
    EXPECT_EQ(result.matches.front().feature, 0U) << query;
  }
  EXPECT_EQ(query_features(scores, selection, Query("!s(a) > 0"), 0).matches.front().feature, 1U);
}

struct Unknown {
  const char* query;
  std::size_t character;
  const char* message;
};

TEST(QueryFeatures, NamesThatAreNotThereArePointedAt) {
  for (const Unknown& each : std::initializer_list<Unknown>{
           {"dog & dalmation", 7, "there is no class 'dalmation'; did you mean 'dalmatian'?"},
           {"рояль рояаль", 7, "there is no class 'рояаль'; did you mean 'рояль'?"},
           {"absent(\"grand_piano\")", 8,
            "there is no class 'grand_piano'; did you mean 'grand piano'?"},
           {"\"dog*\"", 1, "there is no class 'dog*'; did you mean 'dog'?"},
           {"dog and cat", 5, "there is no class 'and'; 'and' is written &"},
           {"dog depth", 5, "there is no class 'depth'; a measure is compared, as in depth > 0.5"},
           {"like(qqqqqqqqqq*)", 6, "no class is matched by 'qqqqqqqqqq*'"},
           {"anima*", 1, "no class is matched by 'anima*'; a synset is named in full"},
           {"layer:blok5_conv1", 7,
            "there is no layer 'blok5_conv1'; did you mean 'block5_conv1' or "
            "'block4_conv1' or 'block5_conv2'?"},
           {"layer:zzzzzzzzz*", 7, "no layer is matched by 'zzzzzzzzz*'"},
       }) {
    const std::string message = error_of(ErrorKind::invalid_input, [&each] {
      query_features(zoo().scores, zoo().selection, Query(each.query));
    });
    EXPECT_EQ(message, "character " + std::to_string(each.character) +
                           " of the query: " + each.message + "\n  " + each.query + "\n  " +
                           std::string(each.character - 1, ' ') + "^");
  }
}

TEST(QueryFeatures, MeasuresThatTheScoresDoNotHold) {
  Scores scores = test::small_scores({"a", "b"}, {5, 5}, {"l"}, {0.9, 0});
  scores.log10_p = {};
  SelectOptions options;
  options.rule = SelectRule::threshold;
  const Selection selection = select(scores, options);
  const auto error = [&](const char* query) {
    return error_of(ErrorKind::invalid_input,
                    [&] { query_features(scores, selection, Query(query)); });
  };
  EXPECT_EQ(error("a depth>0"),
            "character 3 of the query: these scores do not tell the depth of a feature\n  a "
            "depth>0\n    ^");
  EXPECT_EQ(error("log10_p<-3"),
            "character 1 of the query: these scores do not tell log10_p\n  log10_p<-3\n  ^");
  EXPECT_NE(error_of(ErrorKind::invalid_input,
                     [&] { query_features(zoo().scores, selection, Query("dog")); })
                .find("select again"),
            std::string::npos);
}

TEST(QueryFeatures, StopWhenAsked) {
  std::stop_source stop;
  stop.request_stop();
  Context context;
  context.stop = stop.get_token();
  error_of(ErrorKind::cancelled,
           [&] { query_features(zoo().scores, zoo().selection, Query("dog"), 0, context); });
}

}  // namespace
}  // namespace lexicnn
