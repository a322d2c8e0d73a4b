#include "cli/signals.hpp"

#include <csignal>
#include <ctime>
#include <fmt/format.h>
#include <mutex>
#include <optional>
#include <pthread.h>
#include <string>
#include <thread>
#include <unistd.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/scratch_file.hpp"

#include "cli/streams.hpp"

namespace lexicnn::cli {
namespace {

std::stop_source& stop_source() {
  static std::stop_source source;
  return source;
}

/// How long a run may take to stop by itself.
constexpr timespec kPatience{5, 0};

/// For a run that does not stop: a library may be busy for long, or for ever with a damaged file.
/// Without a word, as stderr may be what it waits for.
[[noreturn]] void end_now(int signal) {
  remove_scratch_files();
  ::_exit(128 + signal);
}

/// The ranks that are watched, null before and afterwards; held while they are spoken of.
struct Watched {
  std::mutex mutex;
  Ranks* ranks = nullptr;
};

Watched& watched() {
  static Watched ranks;
  return ranks;
}

/// How often a rank looks whether the others are alive.
constexpr timespec kRound{0, 200'000'000};
constexpr timespec kWord{0, 50'000'000};

std::string why(const Ranks& ranks, std::optional<unsigned> lost) {
  if (lost) {
    return fmt::format("{}: rank {} of {} has died", error_name(ErrorKind::rank_lost), *lost,
                       ranks.size());
  }
  return fmt::format(
      "{}: the ranks were told to end (by hand, by the scheduler, or because one on another "
      "machine "
      "has died)",
      error_name(ErrorKind::cancelled));
}

/// One process of each machine says why, unless rank 0 does for all. None ends before.
[[noreturn]] void end_rank(Ranks& ranks, std::optional<unsigned> lost) {
  constexpr int kFailed = 1;
  if (!ranks.failed_together() && ranks.take_last_word()) {
    write_stderr(
        fmt::format("lexicnn: error: {}; start the run again, an extraction with --resume\n",
                    why(ranks, lost)));
    ranks.finish_last_word();
  }
  constexpr int kRounds = 20;
  for (int round = 0; round < kRounds && !ranks.last_word_spoken(); ++round)
    ::nanosleep(&kWord, nullptr);
  remove_scratch_files();
  ::_exit(kFailed);
}

/// Ends this rank when a signal says so, when another of this machine has died, or when all end.
/// Returns when the ranks are watched no longer.
void watch_ranks(const sigset_t& set) {
  for (;;) {
    const int signal = sigtimedwait(&set, nullptr, &kRound);
    const std::lock_guard lock(watched().mutex);
    if (watched().ranks == nullptr) {
      if (signal > 0) end_now(signal);
      return;
    }
    Ranks& ranks = *watched().ranks;
    const std::optional<unsigned> lost = ranks.find_lost();
    if (signal > 0 || lost || ranks.last_word_spoken()) end_rank(ranks, lost);
  }
}

sigset_t watched_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  // The end of a session, unless nohup has it ignored.
  struct sigaction hang_up {};
  if (::sigaction(SIGHUP, nullptr, &hang_up) == 0 && hang_up.sa_handler != SIG_IGN)
    sigaddset(&set, SIGHUP);
  return set;
}

}  // namespace

void block_signals() {
  // Blocked in every thread and taken by one that waits: a handler could not request the stop
  // safely.
  const sigset_t set = watched_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  // A file over the limit of its size is an error like a full disk.
  std::signal(SIGXFSZ, SIG_IGN);
}

SignalWatch::SignalWatch(Ranks& ranks) {
  watched().ranks = &ranks;
  const sigset_t set = watched_signals();
  std::thread([set, alone = ranks.alone()] {
    if (!alone) return watch_ranks(set);
    int signal = 0;
    sigwait(&set, &signal);
    stop_source().request_stop();
    const int second = sigtimedwait(&set, nullptr, &kPatience);
    end_now(second > 0 ? second : signal);
  }).detach();
}

SignalWatch::~SignalWatch() {
  const std::lock_guard lock(watched().mutex);
  watched().ranks = nullptr;
}

std::stop_token stop_token() {
  return stop_source().get_token();
}

}  // namespace lexicnn::cli
