#include "lexicnn/core/fixed_text.hpp"

namespace lexicnn {
namespace {

TEST(FixedText, HoldsUpToItsLength) {
  EXPECT_TRUE(FixedText<7>().empty());
  EXPECT_EQ(FixedText<7>("palette").view(), "palette");
  FixedText<7> text = "palette";
  text = "rgb";
  EXPECT_EQ(text, "rgb");
  EXPECT_EQ(text, FixedText<7>("rgb"));  // nothing is left behind the shorter text
  EXPECT_NE(text, "rgba");
}

TEST(FixedText, RefusesALongerOne) {
  try {
    FixedText<7> text("palettes");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_input);
    EXPECT_STREQ(error.what(), "'palettes' is longer than the 7 bytes that are kept of it");
  }
}

}  // namespace
}  // namespace lexicnn
