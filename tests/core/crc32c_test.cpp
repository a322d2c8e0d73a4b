#include "lexicnn/core/crc32c.hpp"

#include <gtest/gtest.h>
#include <string>

namespace lexicnn {
namespace {

std::uint32_t crc_of(const std::string& text, std::uint32_t before = 0) {
  return crc32c(std::as_bytes(std::span(text)), before);
}

TEST(Crc32c, KnownAnswers) {
  // RFC 3720, appendix B.4.
  EXPECT_EQ(crc_of(""), 0U);
  EXPECT_EQ(crc_of("123456789"), 0xE3069283U);
  EXPECT_EQ(crc_of(std::string(32, '\0')), 0x8A9136AAU);
  EXPECT_EQ(crc_of(std::string(32, '\xFF')), 0x62A8AB43U);
}

TEST(Crc32c, InAnyPieces) {
  const std::string text = "a text that is longer than eight bytes, twice over";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    EXPECT_EQ(crc_of(text.substr(cut), crc_of(text.substr(0, cut))), crc_of(text)) << cut;
  }
}

}  // namespace
}  // namespace lexicnn
