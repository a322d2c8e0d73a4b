#include "lexicnn/core/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <limits>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace lexicnn {
namespace {

/// What the workers share: the next range to take, and the first failure by range.
class Work {
 public:
  Work(std::uint64_t count, std::uint64_t grain, const Context& context,
       const std::function<void(Range, unsigned)>& body)
      : count_(count), grain_(grain), context_(context), body_(body) {}

  void run(unsigned worker) {
    while (!failed_.load(std::memory_order_relaxed)) {
      const std::uint64_t begin = next_.fetch_add(1, std::memory_order_relaxed) * grain_;
      if (begin >= count_) return;
      try {
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

 private:
  void keep(std::uint64_t begin, std::exception_ptr error) {
    const std::lock_guard lock(mutex_);
    if (begin < error_begin_) {
      error_begin_ = begin;
      error_ = std::move(error);
    }
    failed_.store(true, std::memory_order_relaxed);
  }

  const std::uint64_t count_;
  const std::uint64_t grain_;
  const Context& context_;
  const std::function<void(Range, unsigned)>& body_;
  std::atomic<std::uint64_t> next_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  std::uint64_t error_begin_ = std::numeric_limits<std::uint64_t>::max();
  std::exception_ptr error_;
};

}  // namespace

void parallel_ranges(std::uint64_t count, std::uint64_t grain, const Context& context,
                     const std::function<void(Range, unsigned)>& body) {
  grain = std::max<std::uint64_t>(grain, 1);
  const std::uint64_t ranges = (count + grain - 1) / grain;
  const auto workers =
      static_cast<unsigned>(std::min<std::uint64_t>(context.thread_count(), ranges));
  Work work(count, grain, context, body);
  {
    std::vector<std::jthread> threads;
    try {
      for (unsigned worker = 1; worker < workers; ++worker)
        threads.emplace_back([&work, worker] { work.run(worker); });
    } catch (const std::system_error&) {
      // The system gives no more threads: those there are do all the work.
    }
    work.run(0);
  }
  work.rethrow();
}

}  // namespace lexicnn
