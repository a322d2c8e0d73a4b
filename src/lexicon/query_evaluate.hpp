/// Which features a query denotes, one feature at a time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "lexicnn/lexicon/query.hpp"

#include "lexicon/query_parser.hpp"

namespace lexicnn {

/// A query with its names found in the scores. All that it is made of must outlive it.
class BoundQuery {
 public:
  /// Throws Error(invalid_input) for a name that is not there, or scores without a measure.
  BoundQuery(const Scores& scores, const Selection& selection, const Query& query);

  /// Empty where the query does not denote the feature, else its strength (NaN: none).
  [[nodiscard]] std::optional<double> strength(std::uint64_t feature) const;

  /// The rows that the query names, each once, in that order.
  [[nodiscard]] const std::vector<std::uint64_t>& rows() const noexcept { return named_; }

 private:
  using Rows = std::vector<std::uint64_t>;
  using Strength = std::optional<double>;

  void bind(const QueryNode& node);
  void bind(const QueryClasses& classes);
  void bind(const QueryCompare& compare);
  void bind(const QueryLayer& layer);
  void bind_column(const QueryCompare& compare);
  [[nodiscard]] Rows rows_of(const QueryName& name) const;
  [[noreturn]] void fail_unknown(const QueryName& name) const;

  [[nodiscard]] Strength of(const QueryNode& node, std::uint64_t feature) const;
  [[nodiscard]] Strength of(const QueryEither& either, std::uint64_t feature) const;
  [[nodiscard]] Strength of(const QueryBoth& both, std::uint64_t feature) const;
  [[nodiscard]] Strength of(const QueryNot& negation, std::uint64_t feature) const;
  [[nodiscard]] Strength of(const QuerySelected& selected, std::uint64_t feature) const;
  [[nodiscard]] Strength of(const QueryLike& like, std::uint64_t feature) const;
  [[nodiscard]] Strength of(const QueryCompare& compare, std::uint64_t feature) const;
  [[nodiscard]] Strength of(const QueryLayer& layer, std::uint64_t feature) const;
  [[nodiscard]] double value(QueryMeasure measure, std::uint64_t row, std::uint64_t feature) const;

  const Scores& scores_;
  const Selection& selection_;
  std::string_view text_;
  const QueryNode& root_;
  Rows all_classes_;  // rows but those of synsets
  std::vector<bool> is_named_;
  Rows named_;
  std::map<const QueryClasses*, Rows> rows_;
  std::map<const QueryLayer*, std::vector<bool>> layers_;  // of each layer, whether it is meant
  std::vector<std::uint32_t> layer_of_feature_;
  std::map<QueryMeasure, std::vector<double>> columns_;  // of the features
};

}  // namespace lexicnn
