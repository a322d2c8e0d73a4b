/// How all help texts look.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace lexicnn::cli {

/// `--name VALUE` on the left, on the right the meaning and, in parentheses, legal values and the
/// default. A description may end with its legal values in brackets: "worker threads [0 to 4096]".
/// What must be given is in the usage line.
class HelpFormatter final : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override;
  std::string make_usage(const CLI::App* app, std::string name) const override;
  std::string make_option(const CLI::Option* option, bool positional) const override;
  std::string make_option_name(const CLI::Option* option, bool positional) const override;
  std::string make_option_opts(const CLI::Option* option) const override;
  std::string make_option_desc(const CLI::Option* option) const override;
};

}  // namespace lexicnn::cli
