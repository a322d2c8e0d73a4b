/// Statements about synsets: what they share with all that is below them, and where it begins.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lexicnn/core/export.hpp"
#include "lexicnn/lexicon/describe.hpp"
#include "lexicnn/lexicon/synsets.hpp"
#include "lexicnn/lexicon/taxonomy.hpp"

namespace lexicnn {

/// The rows of scores (classes, and synsets where `score --taxonomy` added them) in a taxonomy.
///
/// A class is below a synset that unites it. A synset is below another where that has more classes
/// and any of its synsets (those with just these classes) is above one of the first's; what is
/// above what is above is above too. Several rows may be directly above one.
struct RowHierarchy {
  std::vector<std::optional<Taxonomy::Place>> synsets;  ///< of each row; none for a class without
  std::vector<std::uint64_t> class_counts;              ///< classes a row unites; a class: 1
  std::vector<bool> is_synset;
  std::vector<std::vector<std::uint64_t>> above;     ///< all rows above, the most classes first
  std::vector<std::vector<std::uint64_t>> parents;   ///< directly above, ascending
  std::vector<std::vector<std::uint64_t>> children;  ///< directly below, ascending
};

/// Synsets of the classes are those of the column `wnid`; of scores without it those that
/// map_classes finds with `table`. Throws Error(invalid_input) where a row is not of this taxonomy.
LEXICNN_API RowHierarchy row_hierarchy(const Scores& scores, const Taxonomy& taxonomy,
                                       const std::vector<ClassSynset>& table = {});

/// The synset of each row of scores, as above, for class_similarity.
LEXICNN_API std::vector<std::optional<Taxonomy::Place>> row_synsets(
    const Scores& scores, const Taxonomy& taxonomy, const std::vector<ClassSynset>& table = {});

/// The row of that name, wnid or word (case folded), or of a synset with the same classes. Throws
/// Error(invalid_input) where there is none or a word means several.
LEXICNN_API std::uint64_t find_row(const Scores& scores, const Taxonomy& taxonomy,
                                   const RowHierarchy& hierarchy, std::string_view name);

/// Features counted on each side.
struct SideCounts {
  std::uint64_t presence = 0;
  std::uint64_t absence = 0;

  friend bool operator==(const SideCounts&, const SideCounts&) = default;
};

/// A feature's word on a row.
struct FeatureStatement : Evidence {
  std::uint64_t feature = 0;  ///< place in `Scores::features`
  std::string name;           ///< layer:channel
};

struct ChildDescription {
  std::string name;
  bool is_synset = false;
  std::uint64_t classes = 1;
  std::uint64_t images = 0;
  SideCounts selected;
  /// Selected for it, and on the same side neither for the row described nor for any other child.
  SideCounts only;
  std::vector<FeatureStatement> strongest_only;  ///< of both sides, by |s|
};

/// Features that are selected first at a row, on the way down to the row described.
struct Appearance {
  std::string name;
  std::uint64_t classes = 1;
  SideCounts first;
};

struct HierarchyDescription {
  std::string name;
  std::string id;      ///< of its synset; empty for a class without one
  std::string lemmas;  ///< split by commas
  bool is_synset = false;
  std::uint64_t classes = 1;
  std::uint64_t images = 0;
  std::vector<std::string> parents;  ///< rows directly above
  SideCounts selected;               ///< features selected for it
  SideCounts common;     ///< selected on that side for every child, whether for itself or not
  SideCounts inherited;  ///< of `common`, those selected for itself too
  std::vector<FeatureStatement> strongest;            ///< selected for it, of both sides, by |s|
  std::vector<FeatureStatement> strongest_inherited;  ///< of these, the inherited ones
  std::vector<ChildDescription> children;             ///< in the order of the rows
  /// Each feature selected for the row is counted once: at the most general row at or above it
  /// (most classes; of equal ones the first) for which, as for all rows between, it is selected on
  /// the same side. The most general first, the row itself last.
  std::vector<Appearance> path;
};

/// What is said of `row`, a class or a synset. Lists hold `options.top` statements at most (0 =
/// all); `options.selected_only` has no say: only selected pairs count. Throws Error(invalid_input)
/// where selection or hierarchy do not belong to the scores.
LEXICNN_API HierarchyDescription describe_hierarchy(
    const Scores& scores, const Selection& selection, const Taxonomy& taxonomy,
    const RowHierarchy& hierarchy, std::uint64_t row, const DescribeOptions& options = {});

/// As the command prints it.
LEXICNN_API std::string to_text(const HierarchyDescription& description);

/// All fields, by name. Documented in docs/taxonomy.md.
LEXICNN_API std::string to_json(const HierarchyDescription& description);

}  // namespace lexicnn
