#include "cli/describe_query.hpp"

#include "cli/option_flags.hpp"

namespace lexicnn::cli {

void QueryArguments::add_flags(CLI::App& app, const std::vector<CLI::Option*>& others) {
  // What is no query is a wrong command line; whether its classes exist, the file must tell.
  CLI::Option* option =
      app.add_option_function<std::string>(
             "--query",
             [this](const std::string& text) {
               parse_flag(OptionInfo{"query", "", "", ""}, [&] { query_.emplace(text); });
             },
             "the features that an expression denotes, the strongest first, e.g. 'dalmatian & "
             "!dog', 'absent(lamp) layer:block5*', 'like(cup) - like(ewer)'; the language is in "
             "docs/query.md")
          ->type_name("EXPR")
          ->group("Query");
  for (CLI::Option* other : others)
    option->excludes(other);
}

void QueryArguments::check(bool other_flags) {
  if (!other_flags) return;
  throw CLI::ValidationError(
      "--query",
      "it goes with --top and --json alone; to ask for pairs under the noise "
      "threshold compare s(CLASS)");
}

void QueryArguments::run(Session& session, const ScoresFile& file, std::uint64_t top,
                         bool json) const {
  const QueryResult result =
      query_features(file.scores, file.selection, *query_, top, session.context());
  Session::print(json ? to_json(result) : to_text(result));
}

}  // namespace lexicnn::cli
