#include "report/statements.hpp"

#include <algorithm>

#include "lexicnn/core/parallel.hpp"

namespace lexicnn::reporting {

Statements make_statements(const Scores& scores, const Selection& selection, std::uint64_t top,
                           const Context& context) {
  Statements out;
  out.top = top;
  out.classes.resize(scores.class_count());
  DescribeOptions options;
  options.top = top;
  parallel_ranges(scores.class_count(), 1, context, [&](Range range, unsigned) {
    ClassDescription& described = out.classes[range.begin];
    described = strongest_statements(scores, selection, scores.classes.index[range.begin], options);
    // The table of features names other classes; with thousands of classes these lists are large.
    for (auto* side : {&described.presence, &described.absence}) {
      for (Statement& statement : *side)
        statement.also = {};
    }
  });
  for (const ClassDescription& described : out.classes) {
    for (const auto* side : {&described.presence, &described.absence}) {
      for (const Statement& statement : *side)
        out.features.push_back(statement.feature);
    }
  }
  std::sort(out.features.begin(), out.features.end());
  out.features.erase(std::unique(out.features.begin(), out.features.end()), out.features.end());
  return out;
}

std::vector<FiringRequest> firing_requests(const Statements& statements) {
  std::vector<FiringRequest> out;
  for (std::size_t place = 0; place < statements.classes.size(); ++place) {
    const ClassDescription& described = statements.classes[place];
    for (const auto* side : {&described.presence, &described.absence}) {
      for (const Statement& statement : *side) {
        out.push_back({statement.feature, static_cast<std::int32_t>(place), statement.location});
      }
    }
  }
  return out;
}

std::vector<StatementPlace> statement_places(const Statements& statements) {
  std::vector<StatementPlace> out;
  for (const ClassDescription& described : statements.classes) {
    for (const bool absence : {false, true}) {
      const std::size_t count = (absence ? described.absence : described.presence).size();
      for (std::uint64_t rank = 0; rank < count; ++rank) {
        out.push_back({absence, rank, statements.top});
      }
    }
  }
  return out;
}

}  // namespace lexicnn::reporting
