#include "cli/score_taxonomy.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/text.hpp"

namespace lexicnn::cli {
namespace {

/// The last part of a folder's path that is a name.
std::string folder_name(const std::filesystem::path& folder) {
  return std::filesystem::absolute(folder / ".")
      .lexically_normal()
      .parent_path()
      .filename()
      .string();
}

}  // namespace

ScoredSynsets::ScoredSynsets(Session& session, const ScoreArguments& arguments,
                             const ClassLabels& labels, const Table& images)
    : folder_(folder_name(arguments.taxonomy)),
      taxonomy_(read_taxonomy(arguments.taxonomy)),
      classes_(labels.names),
      synset_of_(map_classes(taxonomy_, classes_,
                             arguments.wnids.empty() ? class_synsets_of(labels, images)
                                                     : read_class_synsets(arguments.wnids))),
      unions_(synset_unions(taxonomy_, classes_, synset_of_)) {
  const auto unmapped = std::count(synset_of_.begin(), synset_of_.end(), std::nullopt);
  if (unmapped != 0) {
    session.note(fmt::format("note: {} without a synset: in no union, but in the rest of each",
                             counted(static_cast<std::uint64_t>(unmapped), "class")));
  }
  if (unions_.empty()) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("no synset of '{}' is above two classes without being above all of "
                            "them: there is none to score",
                            arguments.taxonomy.string()));
  }
  session.note(fmt::format("{} above several classes", counted(unions_.size(), "synset")));
}

std::vector<ClassGroup> ScoredSynsets::groups() const {
  return groups_of(unions_, classes_);
}

void ScoredSynsets::describe(Table& rows) const {
  add_synset_columns(rows, taxonomy_, classes_, synset_of_, unions_);
}

Dict ScoredSynsets::provenance() const {
  Dict out;
  out.set("folder", folder_);
  out.set("synsets", static_cast<std::int64_t>(taxonomy_.size()));
  return out;
}

}  // namespace lexicnn::cli
