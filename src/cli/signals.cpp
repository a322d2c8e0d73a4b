#include "cli/signals.hpp"

#include <csignal>
#include <ctime>
#include <pthread.h>
#include <thread>
#include <unistd.h>

#include "lexicnn/core/scratch_file.hpp"

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

}  // namespace

void watch_signals() {
  // Blocked in every thread and taken by one that waits: a handler could not request the stop
  // safely.
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  // The end of a session, unless nohup has it ignored.
  struct sigaction hang_up {};
  if (::sigaction(SIGHUP, nullptr, &hang_up) == 0 && hang_up.sa_handler != SIG_IGN)
    sigaddset(&set, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  // A file over the limit of its size is an error like a full disk.
  std::signal(SIGXFSZ, SIG_IGN);
  std::thread([set] {
    int signal = 0;
    sigwait(&set, &signal);
    stop_source().request_stop();
    const int second = sigtimedwait(&set, nullptr, &kPatience);
    end_now(second > 0 ? second : signal);
  }).detach();
}

std::stop_token stop_token() {
  return stop_source().get_token();
}

}  // namespace lexicnn::cli
