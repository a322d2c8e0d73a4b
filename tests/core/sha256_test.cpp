#include "lexicnn/core/sha256.hpp"

#include <string_view>

namespace lexicnn {
namespace {

std::span<const std::byte> bytes(std::string_view text) {
  return std::as_bytes(std::span(text));
}

// FIPS 180-4's own example.
constexpr std::string_view kAbc =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(Digest, SaysTheSameAsTheDigits) {
  EXPECT_EQ(sha256(bytes("abc")), kAbc);
  EXPECT_EQ(digest_of(bytes("abc")).hex(), kAbc);
  EXPECT_EQ(Digest::parse(kAbc), digest_of(bytes("abc")));
  EXPECT_NE(digest_of(bytes("abc")), digest_of(bytes("abd")));
}

TEST(Digest, NoneIsEmptyText) {
  EXPECT_TRUE(Digest().empty());
  EXPECT_EQ(Digest().hex(), "");
  EXPECT_EQ(Digest::parse(""), Digest());
  EXPECT_FALSE(digest_of(bytes("")).empty());
}

TEST(Digest, OtherTextIsNone) {
  const std::string digits(kAbc);
  EXPECT_FALSE(Digest::parse("abc"));
  EXPECT_FALSE(Digest::parse(digits.substr(1)));
  EXPECT_FALSE(Digest::parse(digits + "0"));
  EXPECT_FALSE(Digest::parse("g" + digits.substr(1)));
  EXPECT_FALSE(Digest::parse("-" + digits.substr(1)));
}

}  // namespace
}  // namespace lexicnn
