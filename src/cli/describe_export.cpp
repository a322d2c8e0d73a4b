#include <fmt/format.h>

#include "cli/describe_graph.hpp"

namespace lexicnn::cli {
namespace {

/// The command that made the scores; empty where the file does not tell.
std::string command_line_of(const Dict& provenance) {
  const Value* value = provenance.find("command_line");
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? std::string() : *text;
}

}  // namespace

void GraphArguments::export_statements(Session& session, const ScoresFile& file,
                                       const std::string& subject) const {
  const std::optional<Knowledge> knowledge = read_knowledge();
  std::optional<RowHierarchy> hierarchy;
  if (knowledge) hierarchy = row_hierarchy(file.scores, knowledge->taxonomy, knowledge->table);
  Lexicon lexicon{file.scores, file.selection, hierarchy ? &*hierarchy : nullptr, std::nullopt,
                  command_line_of(file.provenance)};
  if (!subject.empty()) {
    lexicon.row = knowledge ? find_row(file.scores, knowledge->taxonomy, *hierarchy, subject)
                            : file.scores.find_class(subject);
  }
  const OptionInfo format{"export", "", "", "csv|json|jsonld|ttl|graphml"};
  write([&](const TextSink& sink) {
    export_lexicon(lexicon, parse_enum<ExportFormat>(format_, format), export_options_, sink);
  });
  if (!output_.empty()) session.note(fmt::format("exported: {}", output_.string()));
}

}  // namespace lexicnn::cli
