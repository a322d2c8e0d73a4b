#include "cli/session.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <unistd.h>

#include "cli/option_flags.hpp"
#include "cli/signals.hpp"
#include "cli/streams.hpp"

namespace lexicnn::cli {
namespace {

/// The user's home folder, or nothing.
std::string_view home_folder() {
  const char* home = std::getenv("HOME");
  return home != nullptr && std::string_view(home).size() > 1 ? home : "";
}

std::string quoted(std::string_view word) {
  // Written as the user typed it, so that the files do not tell where the home folder lies.
  const std::string_view home = home_folder();
  if (!home.empty() && word.starts_with(home) && word.substr(home.size()).starts_with('/') &&
      word.size() > home.size() + 1) {
    return "~/" + quoted(word.substr(home.size() + 1));
  }
  const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("_-+=.,:/@%^").find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (plain) return std::string(word);
  std::string out = "'";
  for (const char c : word)
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

}  // namespace

Session::Session(std::string command_line, Ranks& ranks)
    : command_line_(std::move(command_line)), ranks_(ranks) {}

void Session::add_shared_flags(CLI::App& app) {
  app.add_flag("--quiet", quiet_, "no progress and no notes on stderr")->group("Shared");
  const OptionInfo threads{"threads", "", "worker threads; 0 = one per hardware thread",
                           "0 to 4096"};
  add_number(app, threads, threads_)->group("Shared");
}

Context Session::context() {
  Context context;
  context.threads = threads_;
  if (!on_first_) context.ranks = &ranks_;
  context.stop = stop_token();
  if (!quiet_) {
    context.log = [this](LogLevel level, std::string_view message) {
      if (level == LogLevel::debug) return;
      progress_.clear();
      // A bad image is told by the rank that has read it.
      if (level == LogLevel::warning) return write_note(fmt::format("warning: {}", message));
      note(message);
    };
    if (ranks_.first()) context.progress = [this](const Progress& now) { progress_.show(now); };
  }
  return context;
}

Context Session::context_of_all() {
  Context out = context();
  if (!ranks_.first()) out.log = nullptr;
  return out;
}

void Session::print(std::string_view text) {
  const std::string shown = ::isatty(STDOUT_FILENO) == 1 ? harmless(text) : std::string(text);
  std::fwrite(shown.data(), 1, shown.size(), stdout);
}

void Session::note(std::string_view text) {
  if (ranks_.first()) write_note(text);
}

void Session::write_note(std::string_view text) const {
  if (!quiet_) write_stderr(fmt::format("lexicnn: {}\n", harmless(text)));
}

std::string quote_command_line(int argc, const char* const* argv) {
  std::string out = "lexicnn";
  for (int i = 1; i < argc; ++i)
    out += ' ' + quoted(argv[i]);
  return out;
}

}  // namespace lexicnn::cli
