/// Runs a fuzz target without libFuzzer: its seeds, then so many mutations of them.
///
///     smoke_TARGET COUNT [FIRST]    mutations FIRST, FIRST + 1, …; from 0 without FIRST
///     smoke_TARGET --seeds FOLDER   writes the seeds there, as a corpus for libFuzzer
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "fuzz/mutator.hpp"
#include "fuzz/target.hpp"

/// Sanitisers are to end the process by a signal, as everything else does.
#define LEXICNN_SANITISER_OPTIONS(name)                                  \
  extern "C" __attribute__((visibility("default"))) const char* name() { \
    return "abort_on_error=1";                                           \
  }
LEXICNN_SANITISER_OPTIONS(__asan_default_options)
LEXICNN_SANITISER_OPTIONS(__ubsan_default_options)
LEXICNN_SANITISER_OPTIONS(__tsan_default_options)

namespace {

using lexicnn::fuzz::Seed;

/// What runs, for the last words: a seed's number, or a mutation's.
const char* kind = "seed";
unsigned long long number = 0;

void say_what_ran() {
  std::fprintf(stderr, "smoke: it was %s %llu\n", kind, number);
}

void on_signal(int signal) {
  say_what_ran();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

/// Leaves alone what a sanitiser listens to.
void prepare_last_words() {
  for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) {
    struct sigaction present {};
    if (sigaction(signal, nullptr, &present) == 0 && present.sa_handler == SIG_DFL) {
      std::signal(signal, on_signal);
    }
  }
}

void run(const std::string& bytes) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

void write_seeds(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  for (const Seed& seed : lexicnn::fuzz::seeds()) {
    std::ofstream(folder / ("seed" + std::to_string(number++)), std::ios::binary) << seed.bytes;
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::string_view(argv[1]) == "--seeds") {
    write_seeds(argv[2]);
    return 0;
  }
  if (argc != 2 && argc != 3) {
    std::fprintf(stderr, "usage: %s COUNT [FIRST] | --seeds FOLDER\n", argv[0]);
    return 2;
  }
  const unsigned long long count = std::strtoull(argv[1], nullptr, 10);
  const unsigned long long first = argc == 3 ? std::strtoull(argv[2], nullptr, 10) : 0;
  const auto seeds = lexicnn::fuzz::seeds();
  prepare_last_words();
  for (; number < seeds.size(); ++number)
    run(seeds[number].bytes);
  kind = "mutation";
  for (number = first; number < first + count; ++number)
    run(lexicnn::fuzz::mutated(seeds, number));
  std::printf("%zu seeds and %llu mutations of them ran\n", seeds.size(), count);
  return 0;
}
