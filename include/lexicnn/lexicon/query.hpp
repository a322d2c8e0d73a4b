/// Queries on the lexicon: expressions that denote features, such as `dalmatian & !dog`.
///
/// The language is described in docs/query.md.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/score/scores.hpp"
#include "lexicnn/select/select.hpp"

namespace lexicnn {

struct QueryNode;

/// A query that was read. What classes and layers there are is not known yet.
class LEXICNN_API Query {
 public:
  /// Longest query, in bytes.
  static constexpr std::size_t kLongest = 16'384;
  /// Most levels of parentheses and `!` within each other.
  static constexpr std::size_t kDeepest = 100;

  /// Throws Error(invalid_option) for what is no query: one sentence that names the character, then
  /// a line with the query and a line with a caret below that character.
  explicit Query(std::string text);

  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] const QueryNode& root() const noexcept { return *root_; }

 private:
  std::string text_;
  std::shared_ptr<const QueryNode> root_;
};

/// The query in full: each class under the word that says how it counts, each `&` written. It reads
/// back as the same query.
LEXICNN_API std::string read_as(const Query& query);

/// What a feature says of one class.
struct QueryEvidence {
  std::uint64_t class_place = 0;  ///< place in `Scores::classes`
  std::string name;               ///< of the class
  double signed_ks = 0;           ///< in [-1, 1], > 0 presence
  double auc = 0.5;               ///< in [0, 1]
  double noise_threshold = 0;     ///< on |s|
  std::int8_t selected = 0;       ///< +1 by presence, -1 by absence, 0 noise
};

struct QueryMatch {
  std::uint64_t feature = 0;  ///< place in `Scores::features`
  std::string name;           ///< layer:channel
  double strength = 0;        ///< NaN where the query asks for no evidence
  /// Of the classes that the query names, in that order; where it names none, of the class with the
  /// largest |s|.
  std::vector<QueryEvidence> classes;
};

struct QueryResult {
  std::string query;
  std::string read_as;
  std::uint64_t features = 0;  ///< that were asked
  std::uint64_t found = 0;     ///< that the query denotes, all of them
  std::uint64_t classes = 0;   ///< that the query names, globs spelt out
  std::vector<QueryMatch> matches;
};

/// The features that the query denotes, the strongest first (those without a strength last), ties
/// in the order of the file; of them the first `top`, 0 = all.
///
/// Throws Error(invalid_input) for a class or layer that is not there (near names are told), or a
/// measure that the scores do not hold, with the caret as above; where selection and scores do not
/// belong together; Error(cancelled). Memory: 16 bytes a feature and 8 for each class that a name
/// of the query stands for.
LEXICNN_API QueryResult query_features(const Scores& scores, const Selection& selection,
                                       const Query& query, std::uint64_t top = 10,
                                       const Context& context = {});

/// As the command prints it.
LEXICNN_API std::string to_text(const QueryResult& result);

/// All fields, by name; NaN is null. Documented in docs/query.md.
LEXICNN_API std::string to_json(const QueryResult& result);

}  // namespace lexicnn
