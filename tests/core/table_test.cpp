#include "lexicnn/core/table.hpp"

#include <gtest/gtest.h>

#include "lexicnn/core/error.hpp"

namespace lexicnn {
namespace {

Table small() {
  Table out;
  out.index = {"a", "b", "c"};
  out.set("count", std::vector<std::int64_t>{1, 2, 3}, "how many");
  out.set("kind", Categorical{{0, -1, 1}, {"x", "y"}, false});
  out.set("flag", std::vector<bool>{true, false, true});
  out.set("share", std::vector<double>{0.5, 0.25, 1e-300});
  return out;
}

TEST(Table, SetReplacesAndKeepsTheOrder) {
  Table table = small();
  table.set("count", std::vector<double>{1, 2, 3});
  EXPECT_EQ(table.columns.front().name, "count");
  EXPECT_EQ(table.columns.size(), 4U);
  EXPECT_EQ(table.get<std::vector<double>>("count")[2], 3.0);
}

TEST(Table, GetNamesTheColumnThatIsMissingOrOfAnotherType) {
  const Table table = small();
  try {
    (void)table.get<std::vector<double>>("count");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "column 'count' is of another type");
  }
  EXPECT_THROW((void)table.get<std::vector<double>>("absent"), Error);
}

TEST(Table, LengthsMustAgree) {
  Table table = small();
  EXPECT_THROW(table.set("short", std::vector<bool>{true}), Error);
}

TEST(Table, SelectRowsTakesThemInTheGivenOrder) {
  const Table picked = small().select_rows({2, 0});
  EXPECT_EQ(picked.index, (std::vector<std::string>{"c", "a"}));
  EXPECT_EQ(picked.get<std::vector<std::int64_t>>("count"), (std::vector<std::int64_t>{3, 1}));
  EXPECT_EQ(picked.get<Categorical>("kind").codes, (std::vector<std::int32_t>{1, 0}));
  EXPECT_EQ(picked.find("count")->description, "how many");
}

TEST(Table, ColumnTextReadsBackExactly) {
  const Table table = small();
  EXPECT_EQ(column_text(table.find("kind")->data), (std::vector<std::string>{"x", "", "y"}));
  EXPECT_EQ(column_text(table.find("flag")->data),
            (std::vector<std::string>{"true", "false", "true"}));
  EXPECT_EQ(column_text(table.find("share")->data),
            (std::vector<std::string>{"0.5", "0.25", "1e-300"}));
}

TEST(Categorical, TakesCategoriesByFirstAppearance) {
  const Categorical made = make_categorical({"b", "", "a", "b"});
  EXPECT_EQ(made.categories, (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(made.codes, (std::vector<std::int32_t>{0, -1, 1, 0}));
  EXPECT_EQ(make_categorical({""}, false).categories, (std::vector<std::string>{""}));
}

}  // namespace
}  // namespace lexicnn
