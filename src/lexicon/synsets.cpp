#include "lexicnn/lexicon/synsets.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <set>

#include "lexicnn/core/csv_reader.hpp"
#include "lexicnn/core/error.hpp"

namespace lexicnn {
namespace {

using Place = Taxonomy::Place;
using Mapping = std::vector<std::optional<Place>>;

/// The place of the first of these headings.
std::size_t column_of(const std::filesystem::path& path, const std::vector<std::string>& header,
                      const std::vector<std::string>& headings) {
  for (const std::string& heading : headings) {
    const auto found = std::find(header.begin(), header.end(), heading);
    if (found != header.end()) return static_cast<std::size_t>(found - header.begin());
  }
  throw Error(ErrorKind::invalid_file, fmt::format("'{}' has no column '{}' in its first line",
                                                   path.string(), fmt::join(headings, "' or '")));
}

/// Ids by class; throws where a class has two.
std::map<std::string, std::string> by_class(const std::vector<ClassSynset>& table) {
  std::map<std::string, std::string> out;
  for (const auto& [cls, id] : table) {
    const auto [at, fresh] = out.try_emplace(cls, id);
    if (fresh || at->second == id) continue;
    throw Error(ErrorKind::invalid_input,
                fmt::format("the class '{}' has two synsets, '{}' and '{}'", cls, at->second, id));
  }
  return out;
}

/// Whether union a's name is to be that of the synset `b`.
bool is_lower(const Taxonomy& taxonomy, Place a, Place b) {
  const std::uint32_t depth_a = taxonomy.max_depth(a);
  const std::uint32_t depth_b = taxonomy.max_depth(b);
  return depth_a != depth_b ? depth_a > depth_b : a < b;
}

void name_unions(const Taxonomy& taxonomy, const std::vector<std::string>& classes,
                 std::vector<SynsetUnion>& unions) {
  std::map<std::string, int> count;
  for (const std::string& name : classes)
    ++count[name];
  for (const SynsetUnion& each : unions)
    ++count[taxonomy.name(each.synset)];
  for (SynsetUnion& each : unions) {
    const std::string& lemma = taxonomy.name(each.synset);
    each.name =
        count[lemma] == 1 ? lemma : fmt::format("{} ({})", lemma, taxonomy.synset(each.synset).id);
  }
}

}  // namespace

std::vector<ClassSynset> read_class_synsets(const std::filesystem::path& path) {
  const std::vector<CsvRecord> records = read_csv(path, path.extension() == ".csv" ? ',' : '\t');
  if (records.empty()) {
    throw Error(ErrorKind::invalid_file, fmt::format("'{}' is empty", path.string()));
  }
  const std::vector<std::string>& header = records.front().fields;
  const std::size_t cls = column_of(path, header, {"class"});
  const std::size_t id = column_of(path, header, {"wnid", "wordnet30", "synset"});
  std::vector<ClassSynset> out;
  for (std::size_t i = 1; i < records.size(); ++i) {
    const std::vector<std::string>& fields = records[i].fields;
    if (fields.size() != header.size() || fields[cls].empty()) {
      throw Error(ErrorKind::invalid_file,
                  fmt::format("'{}', line {}: {} fields and a class are needed", path.string(),
                              records[i].line, header.size()));
    }
    if (!fields[id].empty()) out.emplace_back(fields[cls], fields[id]);
  }
  return out;
}

std::vector<ClassSynset> class_synsets_of(const ClassLabels& labels, const Table& images) {
  const Column* column = images.find("wnid");
  if (column == nullptr) return {};
  const std::vector<std::string> ids = column_text(column->data);
  std::set<ClassSynset> pairs;
  for (std::size_t image = 0; image < labels.codes.size(); ++image) {
    if (labels.codes[image] < 0 || ids[image].empty()) continue;
    pairs.emplace(labels.names[static_cast<std::size_t>(labels.codes[image])], ids[image]);
  }
  std::vector<ClassSynset> out(pairs.begin(), pairs.end());
  by_class(out);  // throws where a class has two
  return out;
}

Mapping map_classes(const Taxonomy& taxonomy, const std::vector<std::string>& classes,
                    const std::vector<ClassSynset>& table) {
  const std::map<std::string, std::string> ids = by_class(table);
  Mapping out;
  for (const std::string& name : classes) {
    const auto found = ids.find(name);
    out.push_back(taxonomy.find(name));
    if (found == ids.end()) continue;
    out.back() = taxonomy.find(found->second);
    if (out.back()) continue;
    throw Error(ErrorKind::invalid_input,
                fmt::format("the synset '{}' of the class '{}' is not in the taxonomy",
                            found->second, name));
  }
  if (std::any_of(out.begin(), out.end(), [](const auto& place) { return place.has_value(); }))
    return out;
  throw Error(ErrorKind::invalid_input,
              "no class has a synset: give a table of classes and wnids with --wnids, or name the "
              "classes by wnid");
}

std::vector<SynsetUnion> synset_unions(const Taxonomy& taxonomy,
                                       const std::vector<std::string>& classes,
                                       const Mapping& synset_of) {
  std::map<Place, std::vector<std::uint64_t>> classes_below;
  for (std::uint64_t cls = 0; cls < synset_of.size(); ++cls) {
    if (!synset_of[cls]) continue;
    for (const Taxonomy::Ancestor& above : taxonomy.ancestors(*synset_of[cls]))
      classes_below[above.place].push_back(cls);
  }
  std::map<std::vector<std::uint64_t>, SynsetUnion> united;
  for (const auto& [synset, members] : classes_below) {
    if (members.size() < 2 || members.size() == classes.size()) continue;
    SynsetUnion& each = united[members];
    if (each.synsets.empty() || is_lower(taxonomy, synset, each.synset)) each.synset = synset;
    each.synsets.push_back(synset);
    each.classes = members;
  }
  std::vector<SynsetUnion> out;
  for (auto& [members, each] : united)
    out.push_back(std::move(each));
  std::sort(out.begin(), out.end(), [](const SynsetUnion& a, const SynsetUnion& b) {
    return a.classes.size() != b.classes.size() ? a.classes.size() > b.classes.size()
                                                : a.synset < b.synset;
  });
  name_unions(taxonomy, classes, out);
  return out;
}

std::vector<ClassGroup> groups_of(const std::vector<SynsetUnion>& unions,
                                  const std::vector<std::string>& classes) {
  std::vector<ClassGroup> out;
  for (const SynsetUnion& each : unions) {
    out.push_back({each.name, {}});
    for (const std::uint64_t cls : each.classes)
      out.back().members.push_back(classes[cls]);
  }
  return out;
}

void add_synset_columns(Table& rows, const Taxonomy& taxonomy,
                        const std::vector<std::string>& classes, const Mapping& synset_of,
                        const std::vector<SynsetUnion>& unions) {
  std::map<std::string, std::pair<const char*, std::optional<Place>>> facts;
  for (std::size_t cls = 0; cls < classes.size(); ++cls)
    facts[classes[cls]] = {"class", synset_of[cls]};
  for (const SynsetUnion& each : unions)
    facts[each.name] = {"synset", each.synset};
  std::vector<std::string> kinds;
  std::vector<std::string> ids;
  std::vector<std::string> lemmas;
  for (const std::string& name : rows.index) {
    const auto found = facts.find(name);  // classes of further label columns are not there
    const auto& [kind, place] =
        found == facts.end() ? std::pair{"class", std::optional<Place>{}} : found->second;
    kinds.emplace_back(kind);
    ids.push_back(place ? taxonomy.synset(*place).id : "");
    lemmas.push_back(place ? fmt::format("{}", fmt::join(taxonomy.synset(*place).lemmas, ","))
                           : "");
  }
  rows.set("kind", std::move(kinds), "class, or synset: the union of the classes below it");
  rows.set("wnid", std::move(ids), "id of its synset in the taxonomy");
  rows.set("synset", std::move(lemmas), "words of its synset");
}

}  // namespace lexicnn
