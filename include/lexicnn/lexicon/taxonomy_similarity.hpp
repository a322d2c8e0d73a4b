/// How near two concepts are in a taxonomy.
#pragma once

#include <span>
#include <string_view>

#include "lexicnn/core/array.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/lexicon/taxonomy.hpp"

namespace lexicnn {

enum class TaxonomyMeasure { path, wu_palmer };

LEXICNN_API std::string_view to_string(TaxonomyMeasure measure) noexcept;

/// Symmetric, in [0, 1], 1 for a synset and itself; one row and column for each of `synsets`, which
/// may repeat. Both are as NLTK defines them on WordNet 3.0's nouns.
///
/// path: 1 / (d + 1), d the fewest links from one up to a common ancestor and down to the other
/// (Rada et al. 1989).
///
/// wu_palmer: 2 h / (h + d_a + h + d_b) (Wu and Palmer 1994): the subsumer is the common ancestor
/// of greatest depth along the shortest way, h its depth along the longest way with the root at 1,
/// d_a and d_b the fewest links between it and the two. Of several subsumers it is one of the two
/// synsets themselves; else the first by its first word, then by id. (NLTK breaks ties by word and
/// number of sense, which the id stands for, and looks at the first synset only, so that it can
/// differ by the order of the two.)
///
/// 0 where two synsets have no common ancestor (NLTK: none).
LEXICNN_API Grid<double> taxonomy_similarity(const Taxonomy& taxonomy,
                                             std::span<const Taxonomy::Place> synsets,
                                             TaxonomyMeasure measure);

}  // namespace lexicnn
