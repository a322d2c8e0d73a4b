#include <fmt/format.h>

#include "lexicnn/core/text.hpp"

#include "cli/describe_graph.hpp"

namespace lexicnn::cli {

void GraphArguments::describe_similarity(Session& session, const ScoresFile& file,
                                         std::uint64_t top, bool json) const {
  const std::optional<Knowledge> knowledge = read_knowledge();
  std::optional<RowSynsets> synsets;
  if (knowledge) {
    synsets.emplace(RowSynsets{knowledge->taxonomy,
                               row_synsets(file.scores, knowledge->taxonomy, knowledge->table)});
  }
  const SimilarityResult result =
      class_similarity(file.scores, file.selection, similarity_options_,
                       synsets ? &*synsets : nullptr, session.context());
  if (knowledge && result.mapped < result.classes.size()) {
    session.note(fmt::format("note: {} without a synset, not compared with the taxonomy",
                             counted(result.classes.size() - result.mapped, "class")));
  }
  if (format_ == "newick") {
    write(to_newick(result.merges, result.classes));
  } else if (format_ == "csv") {
    write(to_csv(result));
  } else {
    write(json || format_ == "json" ? to_json(result) : to_text(result, top));
  }
}

}  // namespace lexicnn::cli
