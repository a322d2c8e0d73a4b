#include "cli/help_formatter.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <string_view>
#include <vector>

#include "lexicnn/core/text.hpp"

namespace lexicnn::cli {
namespace {

constexpr std::size_t kNames = 32;  ///< columns of the names, margin included
constexpr std::size_t kWidth = 100;

bool is_flag(const CLI::Option& option) {
  return option.get_type_name().empty();
}

bool takes_many(const CLI::Option& option) {
  return option.get_expected_max() >= CLI::detail::expected_max_vector_size &&
         option.get_allow_extra_args();
}

/// The default as a user would type it, or nothing.
std::string default_text(const CLI::Option& option) {
  std::string text = option.get_default_str();
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  return text;
}

/// The text in lines of at most `width` columns.
std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (!lines.back().empty() && text_width(lines.back()) + 1 + text_width(word) > width)
      lines.emplace_back();
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += word;
  }
  return lines;
}

}  // namespace

std::string HelpFormatter::make_help(const CLI::App* app, std::string name,
                                     CLI::AppFormatMode mode) const {
  const std::string text = CLI::Formatter::make_help(app, std::move(name), mode);
  std::string out = CLI::detail::find_and_replace(text, "\n\n\n", "\n\n");
  while (out.ends_with("\n\n"))
    out.pop_back();
  return out;
}

std::string HelpFormatter::make_usage(const CLI::App* app, std::string name) const {
  std::string out = fmt::format("{}: {}", get_label("Usage"), name);
  if (app->get_require_subcommand_min() > 0) out += " COMMAND";
  for (const CLI::Option* option : app->get_options()) {
    if (option->get_positional()) out += ' ' + make_option_usage(option);
  }
  for (const CLI::Option* option : app->get_options()) {
    if (!option->get_positional() && option->get_required())
      out += fmt::format(
          " {}{}",
          option->get_snames().empty() ? option->get_name() : "-" + option->get_snames()[0],
          make_option_opts(option));
  }
  return out + " [OPTIONS]\n";
}

std::string HelpFormatter::make_option(const CLI::Option* option, bool positional) const {
  std::string out = "  " + make_option_name(option, positional);
  if (!positional) out += make_option_opts(option);
  const std::vector<std::string> lines = wrapped(make_option_desc(option), kWidth - kNames);
  const std::string margin(kNames, ' ');
  const std::size_t width = text_width(out);
  out += width + 2 <= kNames ? std::string(kNames - width, ' ') : "\n" + margin;
  return out + fmt::format("{}\n", fmt::join(lines, "\n" + margin));
}

std::string HelpFormatter::make_option_name(const CLI::Option* option, bool positional) const {
  if (positional) return option->get_type_name();
  std::vector<std::string> names;
  for (const std::string& name : option->get_snames())
    names.push_back("-" + name);
  for (const std::string& name : option->get_lnames())
    names.push_back("--" + name);
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
  if (is_flag(*option)) return {};
  return ' ' + option->get_type_name() + (takes_many(*option) ? "…" : "");
}

std::string HelpFormatter::make_option_desc(const CLI::Option* option) const {
  std::string text = option->get_description();
  std::vector<std::string> notes;
  if (const std::size_t bracket = text.rfind(" ["); text.ends_with(']')) {
    notes.push_back(text.substr(bracket + 2, text.size() - bracket - 3));
    text.resize(bracket);
  }
  if (const std::string value = default_text(*option); !is_flag(*option) && !value.empty())
    notes.push_back("default " + value);
  if (notes.empty()) return text;
  return fmt::format("{} ({})", text, fmt::join(notes, "; "));
}

}  // namespace lexicnn::cli
