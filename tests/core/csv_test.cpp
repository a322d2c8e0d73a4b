#include "lexicnn/core/csv.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace lexicnn {
namespace {

TEST(Csv, QuotesOnlyWhatNeedsIt) {
  EXPECT_EQ(csv_field("conv1:3"), "conv1:3");
  EXPECT_EQ(csv_field(""), "");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("a \"b\""), "\"a \"\"b\"\"\"");
  EXPECT_EQ(csv_field("a\nb"), "\"a\nb\"");
  EXPECT_EQ(csv_field("a\rb"), "\"a\rb\"");
  EXPECT_EQ(csv_field(" a"), "\" a\"");
  EXPECT_EQ(csv_field("a "), "\"a \"");
}

TEST(Csv, WritesEveryTypeOfColumn) {
  Table table;
  table.index = {"r1", "r,2"};
  table.set("text", std::vector<std::string>{"x", "say \"y\""});
  table.set("number", std::vector<double>{0.1, std::numeric_limits<double>::quiet_NaN()});
  table.set("count", std::vector<std::int64_t>{-1, 9007199254740993});
  table.set("flag", std::vector<bool>{true, false});
  table.set("class", make_categorical({"", "dog"}));
  EXPECT_EQ(csv_text(table),
            "text,number,count,flag,class\r\n"
            "x,0.1,-1,true,\r\n"
            "\"say \"\"y\"\"\",,9007199254740993,false,dog\r\n");
  EXPECT_EQ(csv_text(table, "row").substr(0, 13), "row,text,numb");
  EXPECT_NE(csv_text(table, "row").find("\r\n\"r,2\",\"say"), std::string::npos);
}

TEST(Csv, NumbersReadBackExactly) {
  const std::vector<double> numbers{1.0 / 3, -2.5e-300, 1e300, 5e-324, 12345678901234567.0};
  Table table;
  table.index = {"a", "b", "c", "d", "e"};
  table.set("x", numbers);
  const std::string text = csv_text(table);
  std::size_t at = 3;  // after "x\r\n"
  for (const double number : numbers) {
    EXPECT_EQ(std::strtod(text.c_str() + at, nullptr), number);
    at = text.find('\n', at) + 1;
  }
  EXPECT_EQ(at, text.size());
}

TEST(Csv, OfAnEmptyTableIsItsHeader) {
  Table table;
  table.set("a", std::vector<double>{});
  table.set("b", std::vector<std::string>{});
  EXPECT_EQ(csv_text(table), "a,b\r\n");
}

}  // namespace
}  // namespace lexicnn
