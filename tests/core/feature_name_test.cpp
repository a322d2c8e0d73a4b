#include "lexicnn/core/feature_name.hpp"

#include <gtest/gtest.h>

namespace lexicnn {
namespace {

TEST(FeatureName, ReadsAtTheLastColon) {
  EXPECT_EQ(parse_feature_name("a:b:12"), (FeatureName{"a:b", 12}));
  EXPECT_EQ(to_string({"a:b", 12}), "a:b:12");
}

TEST(FeatureName, RefusesWhatIsNoName) {
  for (const char* text : {"", "conv", "conv:", "conv:x", "conv:1x", "conv:-1", "conv: 1"}) {
    EXPECT_FALSE(parse_feature_name(text)) << text;
  }
}

TEST(Glob, Matches) {
  EXPECT_TRUE(glob_match("block*_conv*", "block1_conv2"));
  EXPECT_TRUE(glob_match("*", ""));
  EXPECT_TRUE(glob_match("a?c", "abc"));
  EXPECT_TRUE(glob_match("[a-c]x", "bx"));
  EXPECT_TRUE(glob_match("[!a-c]x", "dx"));
  EXPECT_TRUE(glob_match("a*b*c", "aXbYbZc"));
  EXPECT_TRUE(glob_match("\\*", "*"));
  EXPECT_TRUE(glob_match("a[", "a["));
  EXPECT_TRUE(glob_match("[]]", "]"));
  EXPECT_TRUE(glob_match("/features/*/Conv", "/features/0/0/Conv"));
}

TEST(Glob, DoesNotMatch) {
  EXPECT_FALSE(glob_match("block", "block1"));
  EXPECT_FALSE(glob_match("", "a"));
  EXPECT_FALSE(glob_match("a?c", "ac"));
  EXPECT_FALSE(glob_match("[a-c]x", "dx"));
  EXPECT_FALSE(glob_match("\\*", "a"));
  EXPECT_FALSE(glob_match("*a", "ab"));
}

TEST(Glob, AnEmptyListMatchesEverything) {
  EXPECT_TRUE(glob_match_any({}, "x"));
  EXPECT_TRUE(glob_match_any({"a", "x"}, "x"));
  EXPECT_FALSE(glob_match_any({"a"}, "x"));
}

}  // namespace
}  // namespace lexicnn
