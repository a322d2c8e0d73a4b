/// Which classes are alike to a network, layer by layer, and whether language agrees.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lexicnn/core/array.hpp"
#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/core/options.hpp"
#include "lexicnn/lexicon/dendrogram.hpp"
#include "lexicnn/lexicon/likeness.hpp"
#include "lexicnn/lexicon/mantel.hpp"
#include "lexicnn/lexicon/taxonomy.hpp"

namespace lexicnn {

struct SimilarityOptions {
  LikenessMeasure measure = LikenessMeasure::cosine;
  std::string layer;                  ///< of the matrix and the tree; empty = all features
  std::uint64_t permutations = 9999;  ///< P of Mantel's test
  std::uint64_t seed = 1;             ///< of the permutations
};

template <typename Options, typename Visitor>
requires std::same_as<std::remove_const_t<Options>, SimilarityOptions>
void visit_options(Options& options, Visitor&& visit) {
  visit(OptionInfo{"measure", "",
                   "likeness of two classes: of their signed KS, of its ranks, or "
                   "of the features selected",
                   "cosine|rank|overlap"},
        options.measure);
  visit(
      OptionInfo{"layer", "", "matrix and tree over the features of this layer [default all]", ""},
      options.layer);
  visit(OptionInfo{"permutations", "P", "permutations of the test against the taxonomy",
                   "1 to 1,000,000"},
        options.permutations);
  visit(OptionInfo{"permutation-seed", "", "seed of the permutations",
                   "0 to 9,223,372,036,854,775,807"},
        options.seed);
}

/// How far a layer's likeness of classes agrees with a taxonomy.
struct LayerAgreement {
  std::string layer;  ///< its name, or "all"
  std::uint64_t features = 0;
  double mean_likeness = 0;  ///< over the pairs of classes
  MantelTest path;
  MantelTest wu_palmer;
};

struct SimilarityResult {
  LikenessMeasure measure = LikenessMeasure::cosine;
  std::string layer;                   ///< that the matrix is of, or "all"
  std::vector<std::string> classes;    ///< synsets are left out
  Grid<double> likeness;               ///< class × class
  std::vector<Merge> merges;           ///< average linkage of 1 - likeness
  std::vector<LayerAgreement> layers;  ///< in the order of the file, then "all"

  /// With a taxonomy: classes that are compared, of those without a synset none is.
  std::uint64_t mapped = 0;
  std::uint64_t permutations = 0;  ///< 0: without a taxonomy
  std::uint64_t seed = 0;
  /// Spearman's correlation of rho with the order of the layers; NaN for fewer than three layers or
  /// without a taxonomy.
  double path_trend = 0;
  double wu_palmer_trend = 0;
};

/// A taxonomy, and the synset of each row of the scores.
struct RowSynsets {
  const Taxonomy& taxonomy;
  std::vector<std::optional<Taxonomy::Place>> synsets;
};

/// Likeness of the classes (class_likeness), their tree, and with a taxonomy Mantel's tests of each
/// layer against path and Wu-Palmer similarity, over the classes with a synset. Rows of kind
/// "synset" are not compared. Throws Error(invalid_input) for an unknown layer, fewer than two
/// classes, or, with a taxonomy, fewer than three or more than kMantelThings classes with a synset.
/// Memory: 4 bytes for each layer and pair of classes, and that of class_likeness.
LEXICNN_API SimilarityResult class_similarity(const Scores& scores, const Selection& selection,
                                              const SimilarityOptions& options = {},
                                              const RowSynsets* synsets = nullptr,
                                              const Context& context = {});

/// The `top` most alike pairs and the least, and the layers.
LEXICNN_API std::string to_text(const SimilarityResult& result, std::uint64_t top);

/// The matrix: a line a class, the first column `class`; by RFC 4180.
LEXICNN_API std::string to_csv(const SimilarityResult& result);

/// All fields and the tree in Newick's format; NaN is null.
LEXICNN_API std::string to_json(const SimilarityResult& result);

}  // namespace lexicnn
