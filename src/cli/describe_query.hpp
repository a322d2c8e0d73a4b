/// `describe --query`.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <CLI/CLI.hpp>

#include "lexicnn/lexicon/query.hpp"

#include "cli/pipeline.hpp"

namespace lexicnn::cli {

class QueryArguments {
 public:
  /// Adds --query, which excludes the `others`.
  void add_flags(CLI::App& app, const std::vector<CLI::Option*>& others);

  [[nodiscard]] bool asked() const { return query_.has_value(); }

  /// Throws CLI::ValidationError where other flags were given that say what is described.
  static void check(bool other_flags);

  /// Prints the first `top` features of the query (0 = all).
  void run(Session& session, const ScoresFile& file, std::uint64_t top, bool json) const;

 private:
  std::optional<Query> query_;
};

}  // namespace lexicnn::cli
