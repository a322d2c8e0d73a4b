#include "watched.hpp"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace lexicnn::python {
namespace {

/// How long signals may wait.
constexpr std::chrono::milliseconds kLook{50};

struct Report {
  std::string stage;
  std::uint64_t done = 0;
  std::uint64_t total = 0;
};

/// What the work has said since it was asked last.
struct News {
  std::optional<Report> report;
  std::vector<std::pair<LogLevel, std::string>> messages;
};

class WatchedRun {
 public:
  explicit WatchedRun(const Watch& watch) : watch_(watch) {
    context_.threads = watch.threads;
    context_.stop = stop_.get_token();
    context_.log = [this](LogLevel level, std::string_view message) {
      const std::lock_guard lock(mutex_);
      news_.messages.emplace_back(level, message);
    };
    if (watch.progress.is_none()) return;
    context_.progress = [this](const Progress& now) {
      const std::lock_guard lock(mutex_);
      news_.report = Report{std::string(now.stage), now.done, now.total};
    };
  }

  void run(const std::function<void(const Context&)>& work) {
    {
      const nb::gil_scoped_release release;
      std::thread worker([this, &work] { do_work(work); });
      wait();
      worker.join();
    }
    if (!raised_) heed();
    if (raised_) std::rethrow_exception(std::exchange(raised_, nullptr));
    if (failed_) std::rethrow_exception(failed_);
  }

 private:
  void do_work(const std::function<void(const Context&)>& work) {
    try {
      work(context_);
    } catch (...) {
      failed_ = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_one();
  }

  void wait() {
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, kLook, [this] { return ended_; })) {
      if (raised_) continue;
      lock.unlock();
      {
        const nb::gil_scoped_acquire acquire;
        heed();
      }
      lock.lock();
    }
  }

  /// With the GIL: signals, then the news. What is thrown is kept, and stops the work.
  void heed() {
    try {
      if (PyErr_CheckSignals() != 0) throw nb::python_error();
      tell();
    } catch (...) {
      raised_ = std::current_exception();
      stop_.request_stop();
    }
  }

  void tell() {
    News news;
    {
      const std::lock_guard lock(mutex_);
      std::swap(news, news_);
    }
    if (!news.messages.empty()) {
      const nb::object logger = nb::module_::import_("logging").attr("getLogger")("lexicnn");
      for (const auto& [level, message] : news.messages) {
        const char* name = level == LogLevel::warning ? "warning"
                           : level == LogLevel::info  ? "info"
                                                      : "debug";
        logger.attr(name)("%s", message);
      }
    }
    if (news.report) watch_.progress(news.report->stage, news.report->done, news.report->total);
  }

  const Watch& watch_;
  Context context_;
  std::stop_source stop_;
  std::mutex mutex_;  // guards news_ and ended_
  std::condition_variable changed_;
  News news_;
  bool ended_ = false;
  std::exception_ptr raised_;  // in Python, while the work went on
  std::exception_ptr failed_;  // of the work
};

}  // namespace

void run_watched(const Watch& watch, const std::function<void(const Context&)>& work) {
  WatchedRun(watch).run(work);
}

}  // namespace lexicnn::python
