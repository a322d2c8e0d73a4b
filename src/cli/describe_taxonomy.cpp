#include "cli/describe_graph.hpp"

namespace lexicnn::cli {

void GraphArguments::describe_synset(const ScoresFile& file, const std::string& subject,
                                     const DescribeOptions& options, bool json) const {
  const Knowledge knowledge = read_knowledge().value();
  const RowHierarchy hierarchy = row_hierarchy(file.scores, knowledge.taxonomy, knowledge.table);
  const std::uint64_t row = find_row(file.scores, knowledge.taxonomy, hierarchy, subject);
  const HierarchyDescription description =
      describe_hierarchy(file.scores, file.selection, knowledge.taxonomy, hierarchy, row, options);
  write(json ? to_json(description) : to_text(description));
}

}  // namespace lexicnn::cli
