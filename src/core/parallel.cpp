#include "lexicnn/core/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <limits>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "core/single_rank.hpp"

namespace lexicnn {
namespace {

/// What the workers share: the next range to take, and the first failure by range.
class Work {
 public:
  Work(std::uint64_t count, std::uint64_t grain, const Context& context,
       const std::function<void(Range, unsigned)>& body, Ranks& units)
      : count_(count), grain_(grain), context_(context), body_(body), units_(units) {}

  void run(unsigned worker) {
    while (!failed_.load(std::memory_order_relaxed)) {
      // Not even a number where the ranks have lost each other.
      std::uint64_t begin = 0;
      try {
        const std::uint64_t unit = units_.next_unit();
        if (unit >= (count_ + grain_ - 1) / grain_) return;
        begin = unit * grain_;
        context_.check_stop();
        body_({begin, std::min(count_, begin + grain_)}, worker);
      } catch (...) {
        keep(begin, std::current_exception());
        return;
      }
    }
  }

  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

  /// Where the range begins whose failure is rethrown.
  [[nodiscard]] const std::uint64_t& error_begin() const { return error_begin_; }

 private:
  void keep(std::uint64_t begin, std::exception_ptr error) {
    const std::lock_guard lock(mutex_);
    if (begin < error_begin_) {
      error_begin_ = begin;
      error_ = std::move(error);
    }
    failed_.store(true, std::memory_order_relaxed);
    units_.end_units();
  }

  const std::uint64_t count_;
  const std::uint64_t grain_;
  const Context& context_;
  const std::function<void(Range, unsigned)>& body_;
  Ranks& units_;
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  std::uint64_t error_begin_ = std::numeric_limits<std::uint64_t>::max();
  std::exception_ptr error_;
};

void run_threads(Work& work, std::uint64_t most) {
  const auto workers = static_cast<unsigned>(most);
  std::vector<std::jthread> threads;
  try {
    for (unsigned worker = 1; worker < workers; ++worker)
      threads.emplace_back([&work, worker] { work.run(worker); });
  } catch (const std::system_error&) {
    // The system gives no more threads: those there are do all the work.
  }
  work.run(0);
}

}  // namespace

void parallel_ranges(std::uint64_t count, std::uint64_t grain, const Context& context,
                     const std::function<void(Range, unsigned)>& body) {
  grain = std::max<std::uint64_t>(grain, 1);
  SingleRank units;
  Work work(count, grain, context, body, units);
  run_threads(work, std::min<std::uint64_t>(context.thread_count(), (count + grain - 1) / grain));
  work.rethrow();
}

void shared_ranges(std::uint64_t count, std::uint64_t grain, const Context& context,
                   const std::function<void(Range, unsigned)>& body) {
  Ranks& ranks = context.all_ranks();
  if (ranks.alone()) return parallel_ranges(count, grain, context, body);
  grain = std::max<std::uint64_t>(grain, 1);
  ranks.start_units();
  Work work(count, grain, context, body, ranks);
  run_threads(work, std::min<std::uint64_t>(context.thread_count(), (count + grain - 1) / grain));
  ranks.finish_units();
  together(
      ranks, [&work] { work.rethrow(); }, work.error_begin());
}

}  // namespace lexicnn
