/// Which (class, feature) pairs stand out of the noise.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "lexicnn/core/annotated.hpp"
#include "lexicnn/core/array.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/core/options.hpp"
#include "lexicnn/score/scores.hpp"

namespace lexicnn {

enum class SelectRule { quantile, threshold, fdr };

LEXICNN_API std::string_view to_string(SelectRule rule) noexcept;

/// Whose null the quantile is of.
enum class NullOf { layer, feature };

LEXICNN_API std::string_view to_string(NullOf null) noexcept;

struct SelectOptions {
  SelectRule rule = SelectRule::quantile;
  double quantile = 0.99;       ///< q of the null for the pair's class size, 0 < q < 1
  NullOf null = NullOf::layer;  ///< pooled over the layer, or the feature's own
  double threshold = 0;         ///< t for all pairs where rule = threshold, 0 <= t < 1
  double fdr = 0.05;            ///< rate of false discoveries where rule = fdr, 0 < a < 1
};

template <typename Options, typename Visitor>
requires std::same_as<std::remove_const_t<Options>, SelectOptions>
void visit_options(Options& options, Visitor&& visit) {
  visit(OptionInfo{"rule", "", "where the noise threshold comes from", "quantile|threshold|fdr"},
        options.rule);
  visit(OptionInfo{"quantile", "q", "upper quantile of the null of the layer and class size",
                   "0 < q < 1"},
        options.quantile);
  visit(OptionInfo{"null", "", "whose null: pooled over the layer, or the feature's own",
                   "layer|feature"},
        options.null);
  visit(OptionInfo{"threshold", "t", "one threshold on |s| for all pairs", "0 <= t < 1"},
        options.threshold);
  visit(OptionInfo{"fdr", "", "rate of false discoveries among all pairs (Benjamini-Hochberg)",
                   "0 < a < 1"},
        options.fdr);
}

/// The pairs that survive. Both grids are classes × features.
struct Selection {
  SelectOptions options;
  Grid<std::int8_t>
      selected;            ///< +1 presence, -1 absence, 0 noise: sign of s where |s| > threshold
  Grid<double> threshold;  ///< of the pair

  [[nodiscard]] std::uint64_t count() const noexcept;  ///< pairs that are not 0
};

/// Selected means |s| > t, strictly. With rule = fdr, t is the largest |s| of the class that is not
/// among the discoveries of Benjamini and Hochberg (1995) over the KS p-values of all pairs. Throws
/// Error(invalid_option) out of range, Error(invalid_input) where rule = quantile and the scores
/// hold no such null.
LEXICNN_API Selection select(const Scores& scores, const SelectOptions& options = {});

/// Adds `layers["selected"]`, `layers["noise_threshold"]`, `obs["unscorable"]` (see
/// unscorable_classes) and uns["lexicnn"]["select"] to a scores file, or replaces them.
LEXICNN_API void add_selection(AnnotatedMatrix& scores_file, const Selection& selection,
                               std::vector<bool> unscorable);

/// Back from a scores file; throws Error(invalid_file) where no selection was made.
LEXICNN_API Selection selection_from(const AnnotatedMatrix& scores_file);

}  // namespace lexicnn
