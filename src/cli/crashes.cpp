#include "cli/crashes.hpp"

#include <array>
#include <csignal>
#include <string_view>
#include <unistd.h>

#include "lexicnn/core/scratch_file.hpp"

namespace lexicnn::cli {
namespace {

constexpr int kFailed = 1;

/// Calls nothing that may have been at work when the crash came.
void end(int) {
  constexpr std::string_view kMessage =
      "lexicnn: error: unexpected: a library crashed, most likely on a damaged input file: make "
      "the file again, or report this with the file\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, kMessage.data(), kMessage.size());
  remove_scratch_files();
  ::_exit(kFailed);
}

}  // namespace

void report_crashes() {
  // A stack of its own, for a crash by endless recursion.
  static std::array<std::byte, std::size_t{64} << 10U> stack;
  stack_t alternative{};
  alternative.ss_sp = stack.data();
  alternative.ss_size = stack.size();
  ::sigaltstack(&alternative, nullptr);
  struct sigaction action {};
  action.sa_handler = end;
  action.sa_flags = SA_ONSTACK | static_cast<int>(SA_RESETHAND);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT})
    ::sigaction(signal, &action, nullptr);
}

}  // namespace lexicnn::cli
