#include "cli/describe_graph.hpp"

namespace lexicnn::cli {

void GraphArguments::compare(Session& session, const ScoresFile& file, std::uint64_t top,
                             bool json) const {
  const ScoresFile other(session, other_);
  const LexiconComparison comparison =
      compare_lexicons(file.scores, file.selection, other.scores, other.selection, compare_options_,
                       session.context());
  if (format_ == "csv") {
    write(to_csv(comparison));
  } else {
    write(json || format_ == "json" ? to_json(comparison) : to_text(comparison, top));
  }
}

}  // namespace lexicnn::cli
