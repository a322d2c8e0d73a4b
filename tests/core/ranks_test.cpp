#include "lexicnn/core/ranks.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <stdexcept>
#include <vector>

#include "lexicnn/core/context.hpp"
#include "lexicnn/core/error.hpp"
#include "lexicnn/core/parallel.hpp"

namespace lexicnn {
namespace {

TEST(Ranks, OneIsFirstAndAlone) {
  Ranks& ranks = one_rank();
  EXPECT_TRUE(ranks.first());
  EXPECT_TRUE(ranks.alone());
  EXPECT_GE(ranks.processors(), 1U);
  EXPECT_FALSE(ranks.find_lost());
  EXPECT_EQ(ranks.broadcast("bytes"), "bytes");
  EXPECT_EQ(ranks.gather("bytes"), std::vector<std::string>{"bytes"});
}

TEST(Ranks, WithoutALauncherThereIsOne) {
  const std::unique_ptr<Ranks> ranks = join_ranks();
  EXPECT_TRUE(ranks->alone());
}

TEST(Ranks, AContextWithoutRanksHasOne) {
  Context context;
  EXPECT_EQ(&context.all_ranks(), &one_rank());
  const std::unique_ptr<Ranks> ranks = join_ranks();
  context.ranks = ranks.get();
  EXPECT_EQ(&context.all_ranks(), ranks.get());
}

TEST(Ranks, UnitsAreHandedOutOnceUntilTheirEnd) {
  const std::unique_ptr<Ranks> ranks = join_ranks();
  ranks->start_units();
  EXPECT_EQ(ranks->next_unit(), 0U);
  EXPECT_EQ(ranks->next_unit(), 1U);
  ranks->end_units();
  EXPECT_GT(ranks->next_unit(), std::uint64_t{1} << 60U);
  ranks->finish_units();
  ranks->start_units();
  EXPECT_EQ(ranks->next_unit(), 0U);
}

TEST(Ranks, WhatOneThrowsTogetherIsThrown) {
  EXPECT_THROW(together(one_rank(), [] { throw Error(ErrorKind::no_images, "none"); }), Error);
  int calls = 0;
  together(one_rank(), [&calls] { ++calls; });
  EXPECT_EQ(calls, 1);
}

TEST(Ranks, SharedRangesOfOneRankAreItsOwn) {
  Context context;
  context.threads = 3;
  std::vector<std::atomic<int>> seen(1'001);
  shared_ranges(seen.size(), 10, context, [&](Range range, unsigned) {
    for (std::uint64_t i = range.begin; i < range.end; ++i)
      ++seen[i];
  });
  for (const auto& each : seen)
    EXPECT_EQ(each, 1);
  try {
    shared_ranges(100, 10, context, [](Range range, unsigned) {
      if (range.begin >= 30) throw std::runtime_error(std::to_string(range.begin));
    });
    FAIL() << "nothing was thrown";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "30");
  }
}

}  // namespace
}  // namespace lexicnn
