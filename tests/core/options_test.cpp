#include "lexicnn/core/options.hpp"

#include <gtest/gtest.h>
#include <limits>
#include <string>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/number_option.hpp"

namespace lexicnn {
namespace {

TEST(ByteSize, ReadsDecimalAndBinaryUnits) {
  EXPECT_EQ(parse_byte_size("4096").bytes, 4096U);
  EXPECT_EQ(parse_byte_size("25MB").bytes, 25'000'000U);
  EXPECT_EQ(parse_byte_size("25 MB").bytes, 25'000'000U);
  EXPECT_EQ(parse_byte_size("1GiB").bytes, std::uint64_t{1} << 30);
  EXPECT_EQ(parse_byte_size("1.5KiB").bytes, 1536U);
}

TEST(ByteSize, RefusesWhatIsNone) {
  for (const char* text : {"", "MB", "-1", "1XB", "1e30", "nan", "1 MB x"}) {
    EXPECT_THROW(parse_byte_size(text), Error) << text;
  }
}

TEST(ByteSize, ReadsWell) {
  EXPECT_EQ(to_string(ByteSize{999}), "999 B");
  EXPECT_EQ(to_string(ByteSize{25'000'000}), "25 MB");
  EXPECT_EQ(to_string(ByteSize{1'073'741'824}), "1 GiB");
  EXPECT_EQ(to_string(ByteSize{1'073'741'825}), "1.07 GB");
}

enum class Fruit { apple, pear };
std::string_view to_string(Fruit fruit) {
  return fruit == Fruit::apple ? "apple" : "pear";
}

struct FruitOptions {
  Fruit fruit = Fruit::pear;
  double ripeness = 0.5;
  std::vector<std::string> names{"a"};
};

template <typename Options, typename Visitor>
requires std::same_as<std::remove_const_t<Options>, FruitOptions>
void visit_options(Options& options, Visitor&& visit) {
  visit(OptionInfo{"fruit", "", "which", "apple|pear"}, options.fruit);
  visit(OptionInfo{"ripeness", "r", "how ripe", "0 to 1"}, options.ripeness);
  visit(OptionInfo{"names", "", "whose", ""}, options.names);
}

TEST(Options, GoIntoTheProvenance) {
  const Dict dict = options_dict(FruitOptions{});
  EXPECT_EQ(dict.get<std::string>("fruit"), "pear");
  EXPECT_EQ(dict.get<double>("ripeness"), 0.5);
  EXPECT_EQ(dict.get<std::vector<std::string>>("names"), std::vector<std::string>{"a"});
}

TEST(Options, RangesAreRead) {
  EXPECT_TRUE(in_range(0, "0 to 1,000,000"));
  EXPECT_TRUE(in_range(1'000'000, "0 to 1,000,000"));
  EXPECT_FALSE(in_range(1'000'001, "0 to 1,000,000"));
  EXPECT_FALSE(in_range(0, "1 or more"));
  EXPECT_TRUE(in_range(0.5L, "0 < q < 1"));
  EXPECT_FALSE(in_range(0, "0 < q < 1"));
  EXPECT_FALSE(in_range(1, "0 <= t < 1"));
  EXPECT_TRUE(in_range(1, "0 < depth <= 1"));
  EXPECT_FALSE(in_range(std::numeric_limits<long double>::infinity(), ""));
}

TEST(Options, NumbersAreReadWholeAndInTheirRange) {
  const OptionInfo info{"nulls", "R", "how many", "0 to 1,000,000"};
  EXPECT_EQ(parse_number<std::uint64_t>("1000000", info), 1'000'000U);
  for (const char* text : {"-1", "1000001", "1e6", "7 ", "", "99999999999999999999999"}) {
    try {
      parse_number<std::uint64_t>(text, info);
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::invalid_option);
      EXPECT_EQ(error.what(), "'" + std::string(text) +
                                  "' is no value of nulls: give a whole number, 0 to 1,000,000");
    }
  }
  const OptionInfo share{"quantile", "q", "which", "0 < q < 1"};
  EXPECT_EQ(parse_number<double>(".25", share), 0.25);
  EXPECT_THROW(parse_number<double>("nan", share), Error);
}

TEST(Options, EnumsAreReadByName) {
  const OptionInfo info{"fruit", "", "which", "apple|pear"};
  EXPECT_EQ(parse_enum<Fruit>("apple", info), Fruit::apple);
  EXPECT_EQ(parse_enum<Fruit>("pear", info), Fruit::pear);
  try {
    parse_enum<Fruit>("plum", info);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "'plum' is no value of fruit: give apple|pear");
  }
}

}  // namespace
}  // namespace lexicnn
