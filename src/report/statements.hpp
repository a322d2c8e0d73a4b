/// The statements that a report makes, the strongest of every class, and their blocks.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "lexicnn/core/context.hpp"
#include "lexicnn/lexicon/describe.hpp"
#include "lexicnn/lexicon/signature.hpp"
#include "lexicnn/report/report.hpp"

#include "report/feature_table.hpp"
#include "report/firing.hpp"
#include "report/images.hpp"

namespace lexicnn::reporting {

/// The statements of all classes, in the order of the scores.
struct Statements {
  std::uint64_t top = 0;  ///< statements a class and side, at most
  std::vector<ClassDescription> classes;
};

/// Describes every class, on several threads.
Statements make_statements(const Scores& scores, const Selection& selection, std::uint64_t top,
                           const Context& context);

/// One request a statement: classes in order, presence before absence, strongest first.
std::vector<FiringRequest> firing_requests(const Statements& statements);

/// The places of the statements, in the order of the requests.
std::vector<StatementPlace> statement_places(const Statements& statements);

/// The images of one statement: place in images.table, activation.
using ImagePair = std::pair<std::uint64_t, double>;
using ImageLists = std::array<std::vector<ImagePair>, 3>;  ///< most, least, others

/// What a class's page tells beside its statements.
struct ClassExtras {
  std::vector<std::pair<std::uint64_t, double>> nearest;  ///< class, likeness; strongest first
  const Signature* signature = nullptr;                   ///< or none
};

/// Everything that the blocks of statements are written from.
struct StatementInput {
  const ReportInput& input;
  const Statements& statements;
  const FeatureTable& table;
  const std::vector<ClassExtras>& extras;  ///< one a class
  const std::vector<ImageLists>& images;   ///< one a statement in the order of the requests, or
                                           ///< empty
};

/// The entry of each class, as JSON.
std::vector<std::string> class_entries(const StatementInput& input, const Context& context);

/// Where each block of statements begins, and the end of the last: cut by the size of the entries.
std::vector<std::size_t> cut_blocks(const std::vector<std::string>& entries);

/// A block of the entries [first, last).
std::string statements_json(const std::vector<std::string>& entries, std::size_t first,
                            std::size_t last);

/// A list of pairs [place, number] as JSON.
std::string image_pairs_json(const std::vector<ImagePair>& pairs);

}  // namespace lexicnn::reporting
