#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <numeric>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/suggest.hpp"
#include "lexicnn/lexicon/hierarchy.hpp"

#include "lexicon/class_rows.hpp"

namespace lexicnn {
namespace {

using Place = Taxonomy::Place;
using Rows = std::vector<std::uint64_t>;

[[noreturn]] void not_of_this_taxonomy(const std::string& row, const std::string& id) {
  throw Error(ErrorKind::invalid_input,
              fmt::format("'{}' ({}) is no synset of this taxonomy: give the one that the scores "
                          "were made with",
                          row, id));
}

/// The rows with classes and unions in one numbering: classes of each row, and synsets with just
/// these classes.
struct Members {
  std::vector<Rows> classes;  // rows of classes, ascending; of a class itself alone
  std::vector<std::vector<Place>> synsets;
};

Members members_of(const Scores& scores, const Taxonomy& taxonomy, const RowHierarchy& hierarchy) {
  const Rows rows = class_rows(scores);
  std::vector<std::string> names;
  std::vector<std::optional<Place>> synset_of;
  Members out{std::vector<Rows>(scores.class_count()),
              std::vector<std::vector<Place>>(scores.class_count())};
  for (const std::uint64_t row : rows) {
    names.push_back(scores.classes.index[row]);
    synset_of.push_back(hierarchy.synsets[row]);
    out.classes[row] = {row};
  }
  std::map<Place, SynsetUnion> unions;
  for (SynsetUnion& each : synset_unions(taxonomy, names, synset_of))
    unions.emplace(each.synset, std::move(each));
  for (std::uint64_t row = 0; row < scores.class_count(); ++row) {
    if (!hierarchy.is_synset[row]) continue;
    const auto found = unions.find(*hierarchy.synsets[row]);
    if (found == unions.end())
      not_of_this_taxonomy(scores.classes.index[row], taxonomy.synset(*hierarchy.synsets[row]).id);
    out.synsets[row] = found->second.synsets;
    for (const std::uint64_t cls : found->second.classes)
      out.classes[row].push_back(rows[cls]);
  }
  return out;
}

/// Whether the row `upper` is above `lower` by itself.
bool is_above(const Members& members, std::uint64_t upper, std::uint64_t lower,
              const std::vector<Place>& above_lower) {
  const Rows& many = members.classes[upper];
  const Rows& few = members.classes[lower];
  if (many.size() <= few.size() || !std::ranges::includes(many, few)) return false;
  if (members.synsets[lower].empty()) return true;  // a class
  return std::any_of(
      members.synsets[upper].begin(), members.synsets[upper].end(),
      [&above_lower](Place place) { return std::ranges::binary_search(above_lower, place); });
}

/// All synsets at or above those of a row.
std::vector<Place> synsets_above(const Taxonomy& taxonomy, const std::vector<Place>& synsets) {
  std::vector<Place> out;
  for (const Place synset : synsets) {
    for (const Taxonomy::Ancestor& each : taxonomy.ancestors(synset))
      out.push_back(each.place);
  }
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

/// Rows by the number of their classes, the most first; then as they stand.
Rows general_first(const Members& members) {
  Rows out(members.classes.size());
  std::iota(out.begin(), out.end(), std::uint64_t{0});
  std::ranges::stable_sort(out, [&members](std::uint64_t a, std::uint64_t b) {
    return members.classes[a].size() > members.classes[b].size();
  });
  return out;
}

void relate(const Members& members, const Taxonomy& taxonomy, RowHierarchy& out) {
  const std::size_t rows = members.classes.size();
  const Rows order = general_first(members);
  std::vector<std::vector<bool>> above(rows, std::vector<bool>(rows, false));
  out.above.resize(rows);
  out.parents.resize(rows);
  out.children.resize(rows);
  for (const std::uint64_t row : order) {
    const std::vector<Place> synsets = synsets_above(taxonomy, members.synsets[row]);
    for (const std::uint64_t upper : order) {
      if (!out.is_synset[upper] || !is_above(members, upper, row, synsets)) continue;
      above[row][upper] = true;
      for (const std::uint64_t higher : out.above[upper])
        above[row][higher] = true;
    }
    std::ranges::copy_if(order, std::back_inserter(out.above[row]),
                         [&](std::uint64_t upper) { return above[row][upper]; });
    std::ranges::copy_if(
        out.above[row], std::back_inserter(out.parents[row]), [&](std::uint64_t upper) {
          return std::ranges::none_of(out.above[row],
                                      [&](std::uint64_t between) { return above[between][upper]; });
        });
    std::ranges::sort(out.parents[row]);
  }
  for (std::uint64_t row = 0; row < rows; ++row) {
    for (const std::uint64_t parent : out.parents[row])
      out.children[parent].push_back(row);
  }
}

/// Rows whose synset, or one with the same classes, has that id or word.
Rows rows_called(const Scores& scores, const Taxonomy& taxonomy, const RowHierarchy& hierarchy,
                 std::string_view name) {
  std::vector<Place> wanted = taxonomy.find_lemma(name);
  if (const auto place = taxonomy.find(name)) wanted = {*place};
  const Members members = members_of(scores, taxonomy, hierarchy);
  Rows out;
  for (std::uint64_t row = 0; row < scores.class_count(); ++row) {
    const bool called = std::ranges::any_of(wanted, [&](Place place) {
      return hierarchy.synsets[row] == place ||
             std::ranges::count(members.synsets[row], place) != 0;
    });
    if (called) out.push_back(row);
  }
  return out;
}

}  // namespace

std::vector<std::optional<Place>> row_synsets(const Scores& scores, const Taxonomy& taxonomy,
                                              const std::vector<ClassSynset>& table) {
  if (scores.classes.find("wnid") == nullptr)
    return map_classes(taxonomy, scores.classes.index, table);
  const std::vector<std::string> ids = class_texts(scores, "wnid");
  std::vector<std::optional<Place>> out;
  for (std::uint64_t row = 0; row < ids.size(); ++row) {
    out.push_back(taxonomy.find(ids[row]));
    if (!ids[row].empty() && !out.back()) not_of_this_taxonomy(scores.classes.index[row], ids[row]);
  }
  return out;
}

RowHierarchy row_hierarchy(const Scores& scores, const Taxonomy& taxonomy,
                           const std::vector<ClassSynset>& table) {
  RowHierarchy out;
  out.synsets = row_synsets(scores, taxonomy, table);
  const std::vector<std::string> kinds = class_texts(scores, "kind");
  for (std::uint64_t row = 0; row < kinds.size(); ++row) {
    out.is_synset.push_back(is_synset_kind(kinds[row]));
    if (out.is_synset[row] && !out.synsets[row])
      not_of_this_taxonomy(scores.classes.index[row], "without an id");
  }
  const Members members = members_of(scores, taxonomy, out);
  for (const Rows& classes : members.classes)
    out.class_counts.push_back(classes.size());
  relate(members, taxonomy, out);
  return out;
}

std::uint64_t find_row(const Scores& scores, const Taxonomy& taxonomy,
                       const RowHierarchy& hierarchy, std::string_view name) {
  const std::vector<std::string>& names = scores.classes.index;
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::uint64_t>(found - names.begin());
  const Rows rows = rows_called(scores, taxonomy, hierarchy, name);
  if (rows.size() == 1) return rows.front();
  std::vector<std::string> called;
  for (const std::uint64_t row : rows)
    called.push_back(names[row]);
  if (rows.size() > 1) {
    throw Error(ErrorKind::invalid_input, fmt::format("'{}' may be '{}': give one of these", name,
                                                      fmt::join(called, "' or '")));
  }
  const bool has_synsets = std::ranges::count(hierarchy.is_synset, true) != 0;
  throw Error(ErrorKind::invalid_input,
              fmt::format("there is no class or synset '{}' among the scores{}{}", name,
                          suggest(name, names),
                          has_synsets ? "" : "; synsets are there after 'score --taxonomy'"));
}

}  // namespace lexicnn
