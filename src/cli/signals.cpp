#include "cli/signals.hpp"

#include <csignal>
#include <pthread.h>
#include <thread>
#include <unistd.h>

namespace lexicnn::cli {
namespace {

std::stop_source& stop_source() {
  static std::stop_source source;
  return source;
}

}  // namespace

void watch_signals() {
  // Blocked in every thread and taken by one that waits: a handler could not request the stop
  // safely.
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::thread([set] {
    int signal = 0;
    sigwait(&set, &signal);
    stop_source().request_stop();
    sigwait(&set, &signal);
    ::_exit(128 + signal);
  }).detach();
}

std::stop_token stop_token() {
  return stop_source().get_token();
}

}  // namespace lexicnn::cli
