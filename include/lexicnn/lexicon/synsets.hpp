/// Which synset each class is, and which synsets unite several classes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lexicnn/core/export.hpp"
#include "lexicnn/core/table.hpp"
#include "lexicnn/lexicon/taxonomy.hpp"
#include "lexicnn/score/labels.hpp"

namespace lexicnn {

/// Class and synset id, as of a table.
using ClassSynset = std::pair<std::string, std::string>;

/// Reads a table whose header names `class` and one of `wnid`, `wordnet30` and `synset`; tab- or
/// comma-separated by its extension (.csv: commas). Classes with an empty id have no synset. Throws
/// Error(file_missing), Error(invalid_file) naming file and line.
LEXICNN_API std::vector<ClassSynset> read_class_synsets(const std::filesystem::path& path);

/// The synset of each class, of a `wnid` column with a row an image, where there is one: the images
/// of a class must agree, those without a value have no say. Throws Error(invalid_input) naming
/// class and ids.
LEXICNN_API std::vector<ClassSynset> class_synsets_of(const ClassLabels& labels,
                                                      const Table& images);

/// For each class its synset: that of `table`; else the class's own name where that is an id of the
/// taxonomy. Classes without one are in no union; lines for other classes are passed over. Throws
/// Error(invalid_input) that names the class where its id is unknown, where a class comes twice
/// with two ids, or where no class has a synset.
LEXICNN_API std::vector<std::optional<Taxonomy::Place>> map_classes(
    const Taxonomy& taxonomy, const std::vector<std::string>& classes,
    const std::vector<ClassSynset>& table);

/// Classes that several synsets unite: at least two of them, not all there are.
struct SynsetUnion {
  Taxonomy::Place synset = 0;            ///< the lowest of `synsets`
  std::vector<Taxonomy::Place> synsets;  ///< all with just these classes, ascending
  std::vector<std::uint64_t> classes;    ///< places, ascending
  std::string name;                      ///< of the row in the scores
};

/// The unions of the classes at or below each synset, the largest first, then by id.
///
/// Synsets with the same classes are one union, called after the lowest: the one of greatest depth
/// along the longest way (so that one below another always wins), of these the smallest id. The
/// name is the synset's first lemma; where a class or another union has that name,
/// "lemma (id)".
LEXICNN_API std::vector<SynsetUnion> synset_unions(
    const Taxonomy& taxonomy, const std::vector<std::string>& classes,
    const std::vector<std::optional<Taxonomy::Place>>& synset_of);

/// As groups for `group_labels`.
LEXICNN_API std::vector<ClassGroup> groups_of(const std::vector<SynsetUnion>& unions,
                                              const std::vector<std::string>& classes);

/// Adds to the classes of scores the columns `kind` ("synset" for a union, else "class"), `wnid`
/// (the synset's id; empty for a class without one) and `synset` (its lemmas, split by commas).
LEXICNN_API void add_synset_columns(Table& rows, const Taxonomy& taxonomy,
                                    const std::vector<std::string>& classes,
                                    const std::vector<std::optional<Taxonomy::Place>>& synset_of,
                                    const std::vector<SynsetUnion>& unions);

}  // namespace lexicnn
