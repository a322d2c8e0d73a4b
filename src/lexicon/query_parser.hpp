/// What a query is made of, and the parser that makes it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "lexicnn/lexicon/query.hpp"

namespace lexicnn {

/// A name as written. Without quotes it may be a glob.
struct QueryName {
  std::string text;
  bool quoted = false;
  std::size_t at = 0;  ///< first byte in the query
};

/// Classes by name: what is said must hold for one of them, or for all.
struct QueryClasses {
  std::vector<QueryName> names;
  bool all = false;
};

/// Parts of which one must hold (`|`).
struct QueryEither {
  std::vector<QueryNode> parts;
};

/// Parts of which all must hold (`&`).
struct QueryBoth {
  std::vector<QueryNode> parts;
};

/// `!`: of the one part the opposite.
struct QueryNot {
  std::vector<QueryNode> part;
};

enum class QuerySide { present, absent, selected };

struct QuerySelected {
  QuerySide side = QuerySide::present;
  QueryClasses classes;
};

/// A sum of profiles.
struct QueryLike {
  struct Term {
    double sign = 1;
    QueryClasses classes;
  };
  std::vector<Term> terms;
};

/// The first ones are of a class and a feature, the others of a feature.
enum class QueryMeasure { signed_ks, size, auc, log10_p, depth, channel };

enum class QueryComparison { less, at_most, more, at_least, equal, other };

struct QueryCompare {
  QueryMeasure measure = QueryMeasure::signed_ks;
  std::optional<QueryClasses> classes;  ///< empty: any class there is
  QueryComparison comparison = QueryComparison::more;
  double number = 0;
  std::size_t at = 0;  ///< the measure's first byte in the query
};

struct QueryLayer {
  QueryName layer;
};

struct QueryNode {
  std::variant<QueryEither, QueryBoth, QueryNot, QuerySelected, QueryLike, QueryCompare, QueryLayer>
      is;
};

/// "s", "|s|", … as written in a query.
std::string_view to_string(QueryMeasure measure) noexcept;
/// "<", "<=", …
std::string_view to_string(QueryComparison comparison) noexcept;
/// "present", …
std::string_view to_string(QuerySide side) noexcept;

/// Whether the measure is of a class and a feature.
bool is_of_class(QueryMeasure measure) noexcept;

/// The measure of that name (without |s|), if there is one.
std::optional<QueryMeasure> measure_named(std::string_view name) noexcept;

/// Throws Error(invalid_option) that points at a character.
QueryNode parse_query(std::string_view query);

}  // namespace lexicnn
