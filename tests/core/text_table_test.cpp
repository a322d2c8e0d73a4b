#include "lexicnn/core/text_table.hpp"

#include <gtest/gtest.h>

namespace lexicnn {
namespace {

TEST(TextTable, AlignsUnderItsHeadings) {
  TextTable table({{"layer", Align::left}, {"features"}, {"note", Align::left}});
  table.add({"conv1", "64", "ok"});
  table.add({"conv10", "512", "fine"});
  EXPECT_EQ(table.text(),
            "layer   features  note\n"
            "conv1         64  ok\n"
            "conv10       512  fine\n");
}

TEST(TextTable, NeedsNoHeadings) {
  TextTable table({{"", Align::left}, {""}});
  table.add({"a", "1"});
  table.add({"bb"});
  EXPECT_EQ(table.text(0, 2), "  a   1\n  bb\n");
}

TEST(TextTable, PutsAGroupUnderOneHeading) {
  TextTable table({{"layer", Align::left},
                   {"all", Align::right, "pairs"},
                   {"by", Align::right, "pairs"},
                   {"max"}});
  table.add({"conv1", "45.1", "2.0", "1"});
  EXPECT_EQ(table.text(),
            "        pairs\n"
            "layer   all  by  max\n"
            "conv1  45.1 2.0    1\n");
}

TEST(TextTable, AWideGroupHeadingWidensItsColumns) {
  TextTable table({{"", Align::left},
                   {"a", Align::right, "long heading"},
                   {"b", Align::right, "long heading"}});
  table.add({"x", "1", "2"});
  EXPECT_EQ(table.text(),
            "   long heading\n"
            "            a b\n"
            "x           1 2\n");
}

TEST(TextTable, DrawsRules) {
  TextTable table({{"a", Align::left}, {"bb"}});
  table.add({"1", "2"});
  table.add_rule();
  table.add({"3", "4"});
  EXPECT_EQ(table.text(), "a  bb\n1   2\n-----\n3   4\n");
}

TEST(TextTable, CutsTheFirstColumnToTheWidth) {
  TextTable table({{"layer", Align::left}, {"n"}});
  table.add({"features/stage4/block/convolution", "7"});
  table.add({"short", "8"});
  EXPECT_EQ(table.text(23),
            "layer                 n\n"
            "…4/block/convolution  7\n"
            "short                 8\n");
}

TEST(TextTable, LeavesTwelveColumnsToTheFirst) {
  TextTable table({{"", Align::left}, {""}});
  table.add({"0123456789abcdef", "a wide cell"});
  EXPECT_EQ(table.text(5), "…56789abcdef  a wide cell\n");
}

TEST(TextTable, OfNothingIsEmpty) {
  EXPECT_EQ(TextTable({}).text(80), "");
}

TEST(TextTable, CountsCodePointsAsColumns) {
  TextTable table({{"", Align::left}, {""}});
  table.add({"Äö", "1"});
  table.add({"abc", "2"});
  EXPECT_EQ(table.text(), "Äö   1\nabc  2\n");
}

}  // namespace
}  // namespace lexicnn
