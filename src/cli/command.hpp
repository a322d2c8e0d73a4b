/// What every command of the program is made of.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/session.hpp"

namespace lexicnn::cli {

/// A command: `setup` declares its flags (and opens nothing), `run` does the work.
class Command {
 public:
  Command() = default;
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;
  virtual ~Command() = default;

  virtual void setup(CLI::App& app) = 0;
  virtual void run(Session& session) = 0;

  /// Whether several processes may do it together; `run` is then called in all of them.
  [[nodiscard]] virtual bool shares_work() const { return false; }
};

struct CommandEntry {
  const char* name;
  const char* summary;
  std::unique_ptr<Command> (*make)();
};

/// All commands, in the order of the flow.
const std::vector<CommandEntry>& commands();

std::unique_ptr<Command> make_layers();
std::unique_ptr<Command> make_extract();
std::unique_ptr<Command> make_merge();
std::unique_ptr<Command> make_score();
std::unique_ptr<Command> make_select();
std::unique_ptr<Command> make_profile();
std::unique_ptr<Command> make_embed();
std::unique_ptr<Command> make_describe();
std::unique_ptr<Command> make_evaluate();
std::unique_ptr<Command> make_report();
std::unique_ptr<Command> make_validate();
std::unique_ptr<Command> make_study();

}  // namespace lexicnn::cli
