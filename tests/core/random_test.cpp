#include "lexicnn/core/random.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>
#include <vector>

namespace lexicnn {
namespace {

using Words = std::array<std::uint32_t, 4>;

// Known answers published with Random123 (kat_vectors, philox4x32 10).
TEST(Philox, KnownAnswers) {
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}),
            (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox4x32({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
            (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(RandomStream, SameSeedAndStreamGiveTheSameNumbers) {
  RandomStream a(7, 3);
  RandomStream b(7, 3);
  RandomStream other_stream(7, 4);
  RandomStream other_seed(8, 3);
  int equal_stream = 0;
  int equal_seed = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto word = a();
    EXPECT_EQ(word, b());
    equal_stream += word == other_stream() ? 1 : 0;
    equal_seed += word == other_seed() ? 1 : 0;
  }
  EXPECT_LT(equal_stream, 3);
  EXPECT_LT(equal_seed, 3);
}

TEST(RandomStream, BelowStaysInRangeAndIsEven) {
  RandomStream stream(1, 0);
  std::array<int, 6> counts{};
  for (int i = 0; i < 60000; ++i)
    ++counts.at(stream.below(6));
  for (const int count : counts)
    EXPECT_NEAR(count, 10000, 500);
  EXPECT_EQ(stream.below(1), 0U);
}

TEST(RandomStream, UniformIsInsideTheUnitInterval) {
  RandomStream stream(2, 0);
  double sum = 0;
  for (int i = 0; i < 10000; ++i) {
    const double value = stream.uniform();
    ASSERT_GE(value, 0.0);
    ASSERT_LT(value, 1.0);
    sum += value;
  }
  EXPECT_NEAR(sum / 10000, 0.5, 0.02);
}

TEST(RandomStream, ShuffleKeepsTheItemsAndReachesEveryOrder) {
  std::array<int, 6> orders{};
  for (std::uint64_t stream = 0; stream < 6000; ++stream) {
    std::vector<int> items{0, 1, 2};
    RandomStream(5, stream).shuffle(std::span<int>(items));
    ++orders.at(static_cast<std::size_t>(items[0] * 2 + (items[1] > items[2] ? 1 : 0)));
    std::sort(items.begin(), items.end());
    EXPECT_EQ(items, (std::vector<int>{0, 1, 2}));
  }
  for (const int count : orders)
    EXPECT_NEAR(count, 1000, 150);
}

}  // namespace
}  // namespace lexicnn
