/// The synsets that `score --taxonomy` scores beside the classes.
#pragma once

#include <optional>
#include <vector>

#include "lexicnn/lexicon/synsets.hpp"

#include "cli/pipeline.hpp"

namespace lexicnn::cli {

class ScoredSynsets {
 public:
  /// Reads the taxonomy and finds the synsets of the classes; throws as these do, and
  /// Error(invalid_input) where no synset unites several classes.
  ScoredSynsets(Session& session, const ScoreArguments& arguments, const ClassLabels& labels,
                const Table& images);

  [[nodiscard]] std::vector<ClassGroup> groups() const;

  /// Adds the columns of add_synset_columns.
  void describe(Table& rows) const;

  /// The folder's name and what there was in it.
  [[nodiscard]] Dict provenance() const;

 private:
  std::string folder_;
  Taxonomy taxonomy_;
  std::vector<std::string> classes_;
  std::vector<std::optional<Taxonomy::Place>> synset_of_;
  std::vector<SynsetUnion> unions_;
};

}  // namespace lexicnn::cli
