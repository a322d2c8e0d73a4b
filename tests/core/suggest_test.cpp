#include "lexicnn/core/suggest.hpp"

#include <gtest/gtest.h>

namespace lexicnn {
namespace {

const std::vector<std::string> kClasses{"dalmatian", "grand_piano", "piano", "lotus"};

TEST(Suggest, NamesTheNearest) {
  EXPECT_EQ(suggest("dalmation", kClasses), "; did you mean 'dalmatian'?");
  EXPECT_EQ(suggest("Lotus", kClasses), "; did you mean 'lotus'?");
  EXPECT_EQ(suggest("piano", kClasses), "; did you mean 'grand_piano' or 'piano'?");
  EXPECT_EQ(suggest("piano", kClasses, 1), "; did you mean 'grand_piano'?");
}

TEST(Suggest, SaysNothingWhereNothingIsNear) {
  EXPECT_EQ(suggest("zebra", kClasses), "");
  EXPECT_EQ(suggest("", kClasses), "");
  EXPECT_EQ(suggest("zebra", {}), "");
}

}  // namespace
}  // namespace lexicnn
