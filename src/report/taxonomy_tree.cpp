#include "report/taxonomy_tree.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "report/json_text.hpp"

namespace lexicnn::reporting {
namespace {

/// What lies directly below a synset of the tree.
struct Below {
  std::vector<Taxonomy::Place> children;
  std::vector<std::uint64_t> classes;  ///< places
};

using Nodes = std::map<Taxonomy::Place, Below>;

Taxonomy::Place parent_of(const Taxonomy& taxonomy, Taxonomy::Place synset) {
  const auto parents = taxonomy.parents(synset);
  // The places are in the order of the ids: of equal ones the first is found.
  return *std::max_element(parents.begin(), parents.end(),
                           [&](Taxonomy::Place a, Taxonomy::Place b) {
                             return taxonomy.max_depth(a) < taxonomy.max_depth(b);
                           });
}

/// Writes subtrees; synsets with nothing but one child are passed over.
class TreeWriter {
 public:
  TreeWriter(const Taxonomy& taxonomy, const Nodes& nodes) : taxonomy_(taxonomy), nodes_(nodes) {}

  void add(JsonText& json, Taxonomy::Place synset) const {
    const Below* below = &nodes_.at(synset);
    while (below->classes.empty() && below->children.size() == 1) {
      synset = below->children.front();
      below = &nodes_.at(synset);
    }
    const bool leaf = below->children.empty() && below->classes.size() == 1;
    begin(json, taxonomy_.synset(synset).id, taxonomy_.name(synset));
    if (leaf) {
      json.key("class").count(below->classes.front());
    } else {
      json.key("class").null();
    }
    json.key("children").begin_array();
    if (!leaf) {
      for (const std::uint64_t place : below->classes) {
        begin(json, taxonomy_.synset(synset).id, taxonomy_.name(synset));
        json.key("class").count(place).key("children").begin_array().end_array().end_object();
      }
    }
    for (const Taxonomy::Place child : below->children)
      add(json, child);
    json.end_array().end_object();
  }

  static void begin(JsonText& json, const std::string& name, const std::string& label) {
    json.begin_object().key("name").text(name).key("label").text(label);
  }

 private:
  const Taxonomy& taxonomy_;
  const Nodes& nodes_;
};

}  // namespace

std::string taxonomy_tree_json(const Taxonomy& taxonomy,
                               const std::vector<std::optional<Taxonomy::Place>>& synsets,
                               const std::vector<std::uint64_t>& places) {
  Nodes nodes;
  std::vector<Taxonomy::Place> roots;
  for (std::size_t i = 0; i < synsets.size(); ++i) {
    if (!synsets[i]) continue;
    Taxonomy::Place at = *synsets[i];
    bool fresh = !nodes.contains(at);
    nodes[at].classes.push_back(places[i]);
    while (fresh && !taxonomy.parents(at).empty()) {
      const Taxonomy::Place parent = parent_of(taxonomy, at);
      fresh = !nodes.contains(parent);
      nodes[parent].children.push_back(at);
      at = parent;
    }
    if (fresh) roots.push_back(at);
  }
  for (auto& [synset, below] : nodes)
    std::sort(below.children.begin(), below.children.end());
  std::sort(roots.begin(), roots.end());
  if (roots.empty()) return "null";
  const TreeWriter writer(taxonomy, nodes);
  JsonText json;
  if (roots.size() == 1) {
    writer.add(json, roots.front());
    return json.take();
  }
  TreeWriter::begin(json, "", "");
  json.key("class").null().key("children").begin_array();
  for (const Taxonomy::Place root : roots)
    writer.add(json, root);
  return json.end_array().end_object().take();
}

}  // namespace lexicnn::reporting
