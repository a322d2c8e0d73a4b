#include "cli/signals.hpp"

#include <csignal>
#include <ctime>
#include <fmt/format.h>
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

/// One process of each machine says why.
[[noreturn]] void end_rank(Ranks& ranks) {
  constexpr int kFailed = 1;
  if (ranks.take_last_word()) {
    const std::optional<unsigned> lost = ranks.find_lost();
    const std::string what =
        lost ? fmt::format("{}: rank {} of {} has died", error_name(ErrorKind::rank_lost), *lost,
                           ranks.size())
             : fmt::format(
                   "{}: the ranks were told to end (by hand, by the scheduler, or because "
                   "one on another machine has died)",
                   error_name(ErrorKind::cancelled));
    write_stderr(fmt::format(
        "lexicnn: error: {}; start the run again, an extraction with --resume\n", what));
  }
  remove_scratch_files();
  ::_exit(kFailed);
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

void watch_signals(Ranks& ranks) {
  const sigset_t set = watched_signals();
  std::thread([set, &ranks] {
    int signal = 0;
    sigwait(&set, &signal);
    if (!ranks.alone()) end_rank(ranks);
    stop_source().request_stop();
    const int second = sigtimedwait(&set, nullptr, &kPatience);
    end_now(second > 0 ? second : signal);
  }).detach();
}

std::stop_token stop_token() {
  return stop_source().get_token();
}

}  // namespace lexicnn::cli
