/// One run of the program: its streams, its shared flags, and the context that the stages get.
#pragma once

#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

#include "lexicnn/core/context.hpp"
#include "lexicnn/core/ranks.hpp"

#include "cli/progress.hpp"

namespace lexicnn::cli {

class Session {
 public:
  Session(std::string command_line, Ranks& ranks);

  /// --quiet and --threads, which every command takes.
  void add_shared_flags(CLI::App& app);

  /// Callbacks that write to stderr, the stop token of Ctrl-C, and --threads.
  [[nodiscard]] Context context();

  /// The same for what every rank does alike, and the first tells of.
  [[nodiscard]] Context context_of_all();

  /// As typed, quoted where a shell would need it.
  [[nodiscard]] const std::string& command_line() const { return command_line_; }

  /// The processes of this run.
  [[nodiscard]] Ranks& ranks() const { return ranks_; }

  /// Rank 0 does `work`, the others wait: `context` is then that of one process. Collective; every
  /// rank throws what it throws.
  template <typename Work>
  void on_first(const Work& work) {
    together(ranks_, [&] {
      on_first_ = true;
      if (ranks_.first()) work();
    });
    on_first_ = false;
  }

  /// Results go to stdout and nowhere else.
  static void print(std::string_view text);

  /// A fact about the run, to stderr; silent with --quiet. By rank 0 only.
  void note(std::string_view text);

 private:
  void write_note(std::string_view text) const;

  std::string command_line_;
  Ranks& ranks_;
  bool on_first_ = false;
  bool quiet_ = false;
  unsigned threads_ = 0;
  ProgressLine progress_;
};

/// The arguments as one line that a shell reads back.
std::string quote_command_line(int argc, const char* const* argv);

}  // namespace lexicnn::cli
