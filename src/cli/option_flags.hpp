/// Command-line flags from the description of an options struct.
#pragma once

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <CLI/CLI.hpp>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/number_option.hpp"
#include "lexicnn/core/options.hpp"

namespace lexicnn::cli {

/// What stands for an option's value in the help.
template <typename T>
std::string placeholder(const OptionInfo& info) {
  if constexpr (std::is_enum_v<T>) return std::string(info.range);
  if constexpr (std::is_same_v<T, ByteSize>) return "SIZE";
  if constexpr (std::is_same_v<T, std::vector<std::string>>) return "GLOB";
  if constexpr (std::is_same_v<T, std::vector<double>>) return "X,Y,…";
  if (!info.symbol.empty()) return std::string(info.symbol);
  return std::is_arithmetic_v<T> ? "N" : "TEXT";
}

/// The meaning of an option and, in brackets, its legal values, for HelpFormatter.
template <typename T>
std::string option_help(const OptionInfo& info, const T& value) {
  std::string notes;
  if constexpr (std::is_same_v<T, bool>) {
    notes = value ? "default on" : "default off";
  } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
    notes = fmt::format("{}; one or more, may be repeated; '--' ends the list", info.range);
  } else if constexpr (!std::is_enum_v<T>) {
    notes = info.range;
  }
  return notes.empty() ? std::string(info.meaning) : fmt::format("{} [{}]", info.meaning, notes);
}

/// Refuses an empty name: what a script passes where its variable is not set.
inline CLI::Validator named() {
  return CLI::Validator(
      [](const std::string& text) {
        return text.empty() ? std::string("needs a name") : std::string();
      },
      "");
}

/// Where a command does not use a group of flags: throws CLI::ValidationError for one that was
/// given and would do nothing, naming the `flags` that it goes with.
inline void require_use_of(const CLI::App& app, std::string_view group, bool used,
                           std::string_view flags) {
  if (used) return;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group() == group && option->count() != 0) {
      throw CLI::ValidationError(app.get_name(),
                                 fmt::format("{} goes with {}", option->get_name(), flags));
    }
  }
}

/// Runs `parse` and turns its Error into the parser's, so that a bad value is a wrong command line.
template <typename Parse>
void parse_flag(const OptionInfo& info, const Parse& parse) {
  try {
    parse();
  } catch (const Error& error) {
    throw CLI::ValidationError("--" + std::string(info.name), error.what());
  }
}

/// A flag for one number, held to the range of its description.
template <typename T>
CLI::Option* add_number(CLI::App& app, const OptionInfo& info, T& value) {
  return app
      .add_option_function<std::string>(
          "--" + std::string(info.name),
          [info, &value](const std::string& text) {
            parse_flag(info, [&] { value = parse_number<T>(text, info); });
          },
          option_help(info, value))
      ->type_name(placeholder<T>(info))
      ->default_str(fmt::format("{}", value));
}

/// A flag for numbers split by commas. Their order is left to the stage.
inline CLI::Option* add_numbers(CLI::App& app, const OptionInfo& info,
                                std::vector<double>& values) {
  return app
      .add_option_function<std::vector<std::string>>(
          "--" + std::string(info.name),
          [info, &values](const std::vector<std::string>& texts) {
            values.clear();
            for (const std::string& text : texts)
              parse_flag(info, [&] { values.push_back(parse_number<double>(text, info)); });
          },
          option_help(info, values))
      ->delimiter(',')
      ->type_name(placeholder<std::vector<double>>(info))
      ->default_str(fmt::format("{:.3g}", fmt::join(values, ",")));
}

/// A number of bytes; the range, where there is one, is "1MB or more".
inline ByteSize parse_size(const std::string& text, const OptionInfo& info) {
  const ByteSize size = parse_byte_size(text);
  const std::string_view least = info.range.substr(0, info.range.find(' '));
  if (!least.empty() && size.bytes < parse_byte_size(least).bytes) {
    fail_number(text, info, "size");
  }
  return size;
}

/// One flag a field; `options` must outlive the parsing. Names in `left_out` get none.
template <typename Options>
void add_option_flags(CLI::App& app, Options& options, const std::string& group,
                      const std::vector<std::string_view>& left_out = {}) {
  visit_options(options, [&](const OptionInfo& info, auto& value) {
    using T = std::decay_t<decltype(value)>;
    if (std::find(left_out.begin(), left_out.end(), info.name) != left_out.end()) return;
    const std::string flag = "--" + std::string(info.name);
    const std::string help = option_help(info, value);
    CLI::Option* option = nullptr;
    if constexpr (std::is_enum_v<T>) {
      option = app.add_option_function<std::string>(
          flag,
          [info, &value](const std::string& text) {
            parse_flag(info, [&] { value = parse_enum<T>(text, info); });
          },
          help);
      option->default_str(std::string(to_string(value)));
    } else if constexpr (std::is_same_v<T, ByteSize>) {
      option = app.add_option_function<std::string>(
          flag,
          [info, &value](const std::string& text) {
            parse_flag(info, [&] { value = parse_size(text, info); });
          },
          help);
      option->default_str(to_string(value));
    } else if constexpr (std::is_same_v<T, bool>) {
      option = app.add_flag(flag + ",!--no-" + std::string(info.name), value, help);
    } else if constexpr (std::is_same_v<T, std::vector<double>>) {
      option = add_numbers(app, info, value);
    } else if constexpr (std::is_arithmetic_v<T>) {
      option = add_number(app, info, value);
    } else {
      option = app.add_option(flag, value, help)->capture_default_str();
    }
    if constexpr (!std::is_same_v<T, bool>) option->type_name(placeholder<T>(info));
    // A list with commas is one word: what follows it is not part of it.
    if constexpr (std::is_same_v<T, std::vector<double>>) option->allow_extra_args(false);
    option->group(group);
  });
}

}  // namespace lexicnn::cli
