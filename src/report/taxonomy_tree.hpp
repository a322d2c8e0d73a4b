/// The part of a taxonomy above some classes, as one tree.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lexicnn/lexicon/taxonomy.hpp"

namespace lexicnn::reporting {

/// A node is {name: the synset's id, label: its first word, class: place or null, children}. Of
/// several parents the one farthest from a root counts, of equally far ones the first by id. Chains
/// of single children are left out. Of classes with one synset, or with one that has others below
/// it, each is a child of that node. Several roots are children of a node without a name; null
/// where no class has a synset. `places`: what stands for each class.
std::string taxonomy_tree_json(const Taxonomy& taxonomy,
                               const std::vector<std::optional<Taxonomy::Place>>& synsets,
                               const std::vector<std::uint64_t>& places);

}  // namespace lexicnn::reporting
