/// The statements that a report makes: the strongest of every class.
#pragma once

#include <cstdint>
#include <vector>

#include "lexicnn/core/context.hpp"
#include "lexicnn/lexicon/describe.hpp"

#include "report/firing.hpp"
#include "report/images.hpp"

namespace lexicnn::reporting {

/// The statements of all classes, in the order of the scores, and what is looked up for them.
struct Statements {
  std::uint64_t top = 0;  ///< statements a class and side, at most
  std::vector<ClassDescription> classes;
  std::vector<std::uint64_t> features;  ///< features of all statements, each once, ascending
};

/// Describes every class, on several threads.
Statements make_statements(const Scores& scores, const Selection& selection, std::uint64_t top,
                           const Context& context);

/// One request a statement: classes in order, presence before absence, strongest first.
std::vector<FiringRequest> firing_requests(const Statements& statements);

/// The places of the statements, in the order of the requests.
std::vector<StatementPlace> statement_places(const Statements& statements);

}  // namespace lexicnn::reporting
