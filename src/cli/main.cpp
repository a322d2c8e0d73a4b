/// The program `lexicnn`: reads the command line, runs one command, turns errors into exit status.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <memory>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/provenance.hpp"
#include "lexicnn/core/ranks.hpp"
#include "lexicnn/core/suggest.hpp"

#include "cli/command.hpp"
#include "cli/crashes.hpp"
#include "cli/help_formatter.hpp"
#include "cli/signals.hpp"
#include "cli/streams.hpp"

namespace lexicnn::cli {
namespace {

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kWrongCommandLine = 2;

int fail(int status, std::string_view name, std::string_view message) {
  write_stderr(fmt::format("lexicnn: error: {}: {}\n", name, harmless(message)));
  return status;
}

/// Where an argument is missing: the list that may have taken it.
std::string taken_by_list(const CLI::App& command) {
  const auto options = command.get_options();
  const bool missing = std::any_of(options.begin(), options.end(), [](const CLI::Option* option) {
    return option->get_positional() && option->get_required() && option->count() == 0;
  });
  for (const CLI::Option* option : options) {
    if (missing && option->count() > 1 && option->get_allow_extra_args()) {
      return fmt::format(": {} took '{}'; put '--' where its list ends", option->get_name(),
                         fmt::join(option->results(), "', '"));
    }
  }
  return {};
}

int parse_failed(const CLI::App& app, const CLI::ParseError& error, bool first) {
  // All ranks have the same command line.
  if (!first) return error.get_exit_code() == 0 ? kDone : kWrongCommandLine;
  // Help and version come this way too; they are answers, not failures.
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return app.exit(error);
  std::string message = error.what();
  while (!message.empty() && message.back() == '\n')
    message.pop_back();
  const CLI::App* at = app.get_subcommands().empty() ? &app : app.get_subcommands().front();
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) message += taken_by_list(*at);
  const std::string hint =
      at == &app ? "lexicnn --help" : fmt::format("lexicnn {} --help", at->get_name());
  // Lines after the first show where in a value the mistake is.
  message.insert(std::min(message.find('\n'), message.size()), fmt::format(" (see {})", hint));
  return fail(kWrongCommandLine, "command-line", message);
}

/// CLI11 says only that a subcommand is required.
int unknown_command(const std::string& word) {
  std::vector<std::string> names;
  for (const CommandEntry& entry : commands())
    names.emplace_back(entry.name);
  return fail(kWrongCommandLine, "command-line",
              fmt::format("there is no command '{}'{} (commands: {})", word, suggest(word, names),
                          fmt::join(names, ", ")));
}

int one_process_only(const std::string& command) {
  return fail(kWrongCommandLine, "command-line",
              fmt::format("this '{}' runs in one process: start it without mpirun (extract, score "
                          "and study run in several, but for --dry-run)",
                          command));
}

bool is_command(std::string_view word) {
  return std::any_of(commands().begin(), commands().end(),
                     [word](const CommandEntry& entry) { return word == entry.name; });
}

int run(int argc, const char* const* argv, Ranks& ranks) {
  if (argc > 1 && argv[1][0] != '-' && !is_command(argv[1]))
    return ranks.first() ? unknown_command(argv[1]) : kWrongCommandLine;
  Session session(quote_command_line(argc, argv), ranks);
  CLI::App app("What every feature of a convolutional network says about every class", "lexicnn");
  app.set_version_flag("--version", fmt::format("lexicnn {}", version()), "the version");
  app.require_subcommand(1);
  app.set_help_flag("-h,--help", "this text");
  auto formatter = std::make_shared<HelpFormatter>();
  formatter->label("Positionals", "Arguments");
  formatter->column_width(14);
  app.formatter(formatter);
  app.footer("lexicnn COMMAND --help explains a command.");
  std::map<const CLI::App*, std::unique_ptr<Command>> all;
  for (const CommandEntry& entry : commands()) {
    CLI::App* sub = app.add_subcommand(entry.name, entry.summary)->group("Commands")->footer("");
    auto command = entry.make();
    command->setup(*sub);
    session.add_shared_flags(*sub);
    all.emplace(sub, std::move(command));
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return parse_failed(app, error, ranks.first());
  }
  const CLI::App* chosen = app.get_subcommands().front();
  Command& command = *all.at(chosen);
  if (!ranks.alone() && !command.shares_work()) {
    return ranks.first() ? one_process_only(chosen->get_name()) : kWrongCommandLine;
  }
  command.run(session);
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    return fail(kFailed, error_name(ErrorKind::output_unwritable), "stdout cannot be written");
  }
  return kDone;
}

}  // namespace

const std::vector<CommandEntry>& commands() {
  static const std::vector<CommandEntry> kCommands{
      {"layers", "List the layers of a network that can be tapped", &make_layers},
      {"extract", "Run images through a network into activations.h5ad", &make_extract},
      {"merge", "Join the files of extract --shard into one", &make_merge},
      {"score", "Score every feature for every class into scores.h5ad", &make_score},
      {"select", "Mark the pairs that stand out of the noise", &make_select},
      {"profile", "Show how each layer behaves", &make_profile},
      {"embed", "Turn activations into digits, and search images by them", &make_embed},
      {"describe", "Say what the network knows of a class, or of a feature", &make_describe},
      {"evaluate", "Tell how well classifiers do on embeddings, layers and their like",
       &make_evaluate},
      {"report", "Write the run as one HTML file", &make_report},
      {"validate", "Check a file against the format", &make_validate},
      {"study", "All of it: from a model and images to a folder with the report", &make_study},
  };
  return kCommands;
}

}  // namespace lexicnn::cli

namespace {

/// Says what went wrong, once for all ranks, and ends them.
int end_run(lexicnn::Ranks& ranks, std::string_view name, std::string_view message) {
  // Ranks that have failed together leave it to rank 0.
  const bool others_speak = ranks.failed_together() && !ranks.first();
  if (!others_speak && ranks.take_last_word()) {
    lexicnn::cli::fail(lexicnn::cli::kFailed, name, message);
    ranks.finish_last_word();
  }
  ranks.abort(lexicnn::cli::kFailed);
  return lexicnn::cli::kFailed;
}

int run_guarded(int argc, char** argv, lexicnn::Ranks& ranks) {
  using lexicnn::Error;
  using lexicnn::ErrorKind;
  try {
    return lexicnn::cli::run(argc, argv, ranks);
  } catch (const Error& error) {
    return end_run(ranks, error.name(), error.what());
  } catch (const std::bad_alloc&) {
    return end_run(ranks, error_name(ErrorKind::memory_limit), "there is not enough memory");
  } catch (const std::exception& error) {
    return end_run(ranks, "unexpected", error.what());
  }
}

}  // namespace

int main(int argc, char** argv) {
  lexicnn::cli::open_missing_streams();
  lexicnn::cli::report_crashes();
  try {
    lexicnn::cli::block_signals();
    const std::unique_ptr<lexicnn::Ranks> ranks = lexicnn::join_ranks();
    const lexicnn::cli::SignalWatch watch(*ranks);
    return run_guarded(argc, argv, *ranks);
  } catch (const lexicnn::Error& error) {
    return lexicnn::cli::fail(lexicnn::cli::kFailed, error.name(), error.what());
  } catch (const std::exception& error) {
    return lexicnn::cli::fail(lexicnn::cli::kFailed, "unexpected", error.what());
  }
}
