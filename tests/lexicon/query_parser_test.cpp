// What is no query: each error points at its character.
#include <gtest/gtest.h>

#include "lexicon/graph_support.hpp"
#include "lexicon/query_support.hpp"

namespace lexicnn {
namespace {

using test::error_of;

struct Invalid {
  const char* query;
  std::size_t character;
};

constexpr const char* kPart = "expected a class, a function, a comparison or '(', found ";
constexpr const char* kEnd = "expected '&', '|' or the end of the query, found ";

std::string text(const char* start, const char* rest) {
  return std::string(start) + rest;
}

const std::string kFunctions =
    " (functions: present, absent, selected, like, any, all, s, |s|, auc, log10_p; a class before "
    "a "
    "parenthesis needs a space or '&')";

std::vector<std::pair<Invalid, std::string>> invalid() {
  return {
      {{"", 1}, text(kPart, "the end of the query")},
      {{"  ", 3}, text(kPart, "the end of the query")},
      {{"dog &", 6}, text(kPart, "the end of the query")},
      {{"& dog", 1}, text(kPart, "'&'")},
      {{"dog & & cat", 7}, text(kPart, "'&'")},
      {{"dog || cat", 6}, text(kPart, "'|'")},
      {{"(dog", 5}, "expected '&', '|' or ')', found the end of the query"},
      {{"dog)", 4}, text(kEnd, "')'")},
      {{"()", 2}, text(kPart, "')'")},
      {{"!", 2}, text(kPart, "the end of the query")},
      {{"present()", 9}, "expected a class, found ')'"},
      {{"absent(dog", 11}, "expected ',' or ')', found the end of the query"},
      {{"absent(dog & cat)", 12}, "expected ',' or ')', found '&'"},
      {{"all(dog,)", 9}, "expected a class, found ')'"},
      {{"absent(any(all(dog)))", 15}, "expected ',' or ')', found '('"},
      {{"dog, cat", 4}, text(kEnd, "','; commas stand within the parentheses of a function")},
      {{"dog > 0.5", 5},
       text(kEnd,
            "'>'; what can be compared is s, |s|, auc, log10_p, depth and channel, as in "
            "s(CLASS) > 0.6")},
      {{"s(dog)", 7}, "expected a comparison (< <= > >= = !=), found the end of the query"},
      {{"s(dog) > cat", 10}, "expected a number, found 'cat'"},
      {{"s(dog) > nan", 10}, "expected a number, found 'nan'"},
      {{"s(dog) => 0.5", 9}, "expected a number, found '>'"},
      {{"s(dog) > 1.5", 10}, "s is from -1 to 1, never 1.5"},
      {{"log10_p(dog) < 2", 16}, "log10_p is 0 or less, never 2"},
      {{"|s|(dog) > -.5", 12}, "|s| is from 0 to 1, never -.5"},
      {{"channel = -1", 11}, "channel is 0 or more, never -1"},
      {{"dog s > 0.5", 5},
       "of which class? in a query that names classes write s(CLASS), or s(*) for any class"},
      {{"|s| > 0.5 dog", 1},
       "of which class? in a query that names classes write |s|(CLASS), or |s|(*) for any class"},
      {{"like(dog) - cat", 13}, "expected like(CLASS), found 'cat'"},
      {{"dog - like(cat)", 5},
       text(kEnd,
            "'-'; only profiles are added, as in like(A) - "
            "like(B)")},
      {{"prezent(dog)", 1}, "there is no function 'prezent'; did you mean 'present'?" + kFunctions},
      {{"depth(dog) > 0.5", 1}, "there is no function 'depth'" + kFunctions},
      {{"layer = block5", 7},
       text(kEnd,
            "'='; what can be compared is s, |s|, auc, log10_p, depth and channel, as in "
            "s(CLASS) > 0.6")},
      {{"layer:", 7}, "expected the name of a layer, or a glob, found the end of the query"},
      {{"block5:3", 7}, text(kEnd, "':'; only a layer has one, as in layer:NAME")},
      {{"рояль & \"рояль", 9}, "the quote is not closed"},
      {{"''", 1}, "a name between quotes is empty"},
      {{"\"a\\nb\"", 3}, "within quotes a backslash stands before a quote or a backslash only"},
      {{"рояль & dog;", 12},
       "';' has no meaning here; names with such characters stand between quotes"},
      {{"electric_[gp", 10}, "the '[' is not closed by a ']'"},
      {{"dog \"grand piano", 5}, "the quote is not closed"},
      {{"(dog \"grand piano\" : cat)", 20},
       "expected '&', '|' or ')', found ':'; only a layer has one, as in layer:NAME"},
  };
}

TEST(QueryParser, PointsAtTheCharacterThatIsWrong) {
  for (const auto& [each, message] : invalid()) {
    const std::string error =
        error_of(ErrorKind::invalid_option, [&query = each.query] { Query{query}; });
    EXPECT_EQ(error, "character " + std::to_string(each.character) + " of the query: " + message +
                         "\n  " + each.query + "\n  " + std::string(each.character - 1, ' ') + "^");
  }
}

TEST(QueryParser, ShowsControlCharactersAsSpaces) {
  EXPECT_EQ(error_of(ErrorKind::invalid_option, [] { Query("dog\n\t& & cat"); }),
            "character 8 of the query: expected a class, a function, a comparison or '(', found "
            "'&'\n  dog  & & cat\n         ^");
  EXPECT_EQ(error_of(ErrorKind::invalid_option, [] { Query("dog\x01"); }),
            "character 4 of the query: the byte 0x01 has no meaning here; names with such "
            "characters stand between quotes\n  dog \n     ^");
  error_of(ErrorKind::invalid_option, [] { Query(std::string("dog\0cat", 7)); });
  EXPECT_EQ(error_of(ErrorKind::invalid_option, [] { Query("s > 'a\nb'"); }),
            "character 5 of the query: expected a number, found 'a b'\n  s > 'a b'\n      ^");
}

TEST(QueryParser, ShowsOfALongQueryWhatIsAboutTheMistake) {
  const std::string before(200, 'x');
  const std::string error =
      error_of(ErrorKind::invalid_option, [&] { Query(before + " & ! & " + before); });
  EXPECT_EQ(error,
            "character 206 of the query: expected a class, a function, a comparison or '(', "
            "found '&'\n  …" +
                std::string(45, 'x') + " & ! & " + std::string(48, 'x') + "…\n  " +
                std::string(51, ' ') + "^");
}

TEST(QueryParser, LimitsTheNesting) {
  const auto nested = [](std::size_t levels, const char* open, const char* close) {
    std::string out;
    for (std::size_t i = 0; i < levels; ++i)
      out += open;
    out += "dog";
    for (std::size_t i = 0; i < levels; ++i)
      out += close;
    return out;
  };
  const test::Zoo zoo;
  for (const auto& [open, close] : {std::pair{"(", ")"}, std::pair{"!", ""}}) {
    const Query deep(nested(Query::kDeepest, open, close));
    EXPECT_GT(query_features(zoo.scores, zoo.selection, deep).found, 0U);
    EXPECT_NE(error_of(ErrorKind::invalid_option,
                       [&, &open = open, &close = close] {
                         Query(nested(Query::kDeepest + 1, open, close));
                       })
                  .find("character 101 of the query: more than 100 levels of parentheses and '!'"),
              std::string::npos);
  }
  error_of(ErrorKind::invalid_option, [&] { Query(nested(Query::kLongest / 2, "(", "")); });
  // One after the other they are not nested.
  std::string wide = "dog";
  while (wide.size() + 9 < Query::kLongest)
    wide += " & !(dog)";
  EXPECT_EQ(query_features(zoo.scores, zoo.selection, Query(wide)).found, 0U);
}

TEST(QueryParser, LimitsTheLength) {
  EXPECT_EQ(error_of(ErrorKind::invalid_option, [] { Query(std::string(16'385, 'x')); }),
            "the query is 16385 bytes long, more than 16384");
  EXPECT_EQ(read_as(Query(std::string(16'384, 'x'))).size(), 16'384U + 9);
}

TEST(QueryParser, NamesMayLookLikeWordsOfTheLanguage) {
  EXPECT_EQ(read_as(Query("present")), "present(present)");
  EXPECT_EQ(read_as(Query("all layer any")), "present(all) & present(layer) & present(any)");
  EXPECT_EQ(read_as(Query("\"present\" (dog)")), "present(\"present\") & present(dog)");
  EXPECT_EQ(read_as(Query("dog (cat)")), "present(dog) & present(cat)");
  EXPECT_EQ(read_as(Query("a|s|b")), "present(a) | present(s) | present(b)");
  EXPECT_EQ(read_as(Query("a | |s|(b) > 0.5")), "present(a) | |s|(b) > 0.5");
  EXPECT_EQ(read_as(Query("|s|!=0")), "|s| != 0");
  EXPECT_EQ(read_as(Query("1 & -1")), "present(1) & present(-1)");
  EXPECT_EQ(read_as(Query("x[]a]y [!b]")), "present(x[]a]y) & present([!b])");
}

}  // namespace
}  // namespace lexicnn
