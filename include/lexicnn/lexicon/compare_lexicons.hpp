/// Two lexicons of the same classes: which statements appeared, vanished or turned round.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/core/options.hpp"
#include "lexicnn/lexicon/feature_match.hpp"
#include "lexicnn/score/scores.hpp"
#include "lexicnn/select/select.hpp"

namespace lexicnn {

/// How features find each other.
enum class MatchBy {
  automatic,  ///< by name where both have the same names, else by profile
  name,       ///< features of the same name
  profile     ///< match_features
};

LEXICNN_API std::string_view to_string(MatchBy match) noexcept;

struct CompareOptions {
  MatchBy match = MatchBy::automatic;
  double least_r = 0;            ///< of a match by profile
  std::uint64_t match_seed = 1;  ///< of the classes shuffled
};

template <typename Options, typename Visitor>
requires std::same_as<std::remove_const_t<Options>, CompareOptions>
void visit_options(Options& options, Visitor&& visit) {
  visit(OptionInfo{"match", "",
                   "features by name, or each other's best by the correlation of their s over the "
                   "classes; auto = by name where both have the same names",
                   "auto|name|profile"},
        options.match);
  visit(OptionInfo{"least-r", "r", "least correlation of a match by profile", "-1 <= r <= 1"},
        options.least_r);
  visit(OptionInfo{"match-seed", "", "seed of the shuffled classes that tell chance",
                   "0 to 9,223,372,036,854,775,807"},
        options.match_seed);
}

enum class Change { kept, appeared, vanished, flipped };

LEXICNN_API std::string_view to_string(Change change) noexcept;

struct ChangeCounts {
  std::uint64_t kept = 0;      ///< selected in both, on the same side
  std::uint64_t appeared = 0;  ///< in the second only
  std::uint64_t vanished = 0;  ///< in the first only
  std::uint64_t flipped = 0;   ///< in both, on opposite sides

  friend bool operator==(const ChangeCounts&, const ChangeCounts&) = default;
};

struct NamedChanges {
  std::string name;  ///< of a layer of the first, or of a class
  ChangeCounts counts;
};

struct StatementChange {
  std::string class_name;
  std::string first_feature, second_feature;
  double r = 0;  ///< of the match; NaN by name
  Change change = Change::kept;
  double first_signed_ks = 0, second_signed_ks = 0;
};

/// A few quantiles of r; NaN where there is no match.
struct MatchQuality {
  std::uint64_t matches = 0;
  double q05 = 0, median = 0, q95 = 0;
};

struct LexiconComparison {
  MatchBy match = MatchBy::name;                     ///< name or profile
  std::vector<std::string> classes;                  ///< in both, in the order of the first
  std::vector<std::string> only_first, only_second;  ///< classes that one alone has
  std::uint64_t first_features = 0, second_features = 0;
  std::vector<FeatureMatch> matches;  ///< r is NaN by name
  MatchQuality quality;               ///< by profile: of the matches, before least_r
  MatchQuality chance;  ///< by profile: the same with the classes of the second shuffled
  ChangeCounts all;
  std::vector<NamedChanges> layers;  ///< of the first
  std::vector<NamedChanges> by_class;
  /// All but the kept ones, by |second - first| of the signed KS, the largest first; ties by class,
  /// then feature.
  std::vector<StatementChange> changes;
};

/// Compares the classes that both have, by name, over the features that match. Throws
/// Error(invalid_input) where there is no such class or feature, for a match by profile fewer than
/// three classes, or selection and scores that do not belong together.
LEXICNN_API LexiconComparison compare_lexicons(const Scores& first,
                                               const Selection& first_selection,
                                               const Scores& second,
                                               const Selection& second_selection,
                                               const CompareOptions& options = {},
                                               const Context& context = {});

/// Counts, and the `top` largest changes (0 = all).
LEXICNN_API std::string to_text(const LexiconComparison& comparison, std::uint64_t top);

/// All changes, a line each, by RFC 4180.
LEXICNN_API std::string to_csv(const LexiconComparison& comparison);

/// All fields; NaN is null. Documented in docs/compare.md.
LEXICNN_API std::string to_json(const LexiconComparison& comparison);

}  // namespace lexicnn
