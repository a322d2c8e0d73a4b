#include "lexicnn/core/parallel.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <stdexcept>
#include <vector>

#include "lexicnn/core/error.hpp"

namespace lexicnn {
namespace {

Context with_threads(unsigned threads) {
  Context context;
  context.threads = threads;
  return context;
}

TEST(ParallelRanges, VisitsEveryItemOnceForAnyThreadsAndGrain) {
  for (const unsigned threads : {1U, 2U, 3U, 7U}) {
    for (const std::uint64_t grain : {0U, 1U, 3U, 100U}) {
      std::vector<std::atomic<int>> visits(29);
      parallel_ranges(visits.size(), grain, with_threads(threads),
                      [&](Range range, unsigned worker) {
                        EXPECT_LT(worker, threads);
                        for (std::uint64_t i = range.begin; i < range.end; ++i)
                          ++visits[i];
                      });
      for (const auto& count : visits)
        EXPECT_EQ(count, 1);
    }
  }
}

TEST(ParallelRanges, NoItemsCallNothing) {
  parallel_ranges(0, 1, with_threads(2), [](Range, unsigned) { FAIL(); });
}

TEST(ParallelRanges, RethrowsAfterTheWorkersEnded) {
  EXPECT_THROW(parallel_ranges(10, 1, with_threads(3),
                               [](Range range, unsigned) {
                                 if (range.begin == 4) throw std::logic_error("four");
                               }),
               std::logic_error);
}

TEST(ParallelRanges, StopBecomesCancelled) {
  std::stop_source source;
  Context context = with_threads(2);
  context.stop = source.get_token();
  try {
    parallel_ranges(1000, 1, context, [&source](Range, unsigned) { source.request_stop(); });
    FAIL() << "not cancelled";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::cancelled);
  }
}

}  // namespace
}  // namespace lexicnn
