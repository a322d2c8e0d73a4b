#include "cli/crashes.hpp"

#include <array>
#include <csignal>
#include <string_view>
#include <unistd.h>

#include "lexicnn/core/scratch_file.hpp"
#include "lexicnn/store/h5ad.hpp"

namespace lexicnn::cli {
namespace {

constexpr int kCrashed = 1;

void say(std::string_view text) {
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
}

/// Calls nothing that may have been at work when the crash came.
void end(int) {
  if (const char* path = h5ad_being_read(); path != nullptr) {
    say("lexicnn: error: invalid-file: cannot read '");
    say(path);
    say("': the HDF5 library crashed on it; it is damaged, make it again\n");
  } else {
    say("lexicnn: error: unexpected: the program crashed; please report it\n");
  }
  remove_scratch_files();
  ::_exit(kCrashed);
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
