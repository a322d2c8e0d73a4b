/// The selected statements of a lexicon as tables and graphs that other programs read.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "lexicnn/core/export.hpp"
#include "lexicnn/core/options.hpp"
#include "lexicnn/lexicon/hierarchy.hpp"

namespace lexicnn {

enum class ExportFormat { csv, json, jsonld, ttl, graphml };

LEXICNN_API std::string_view to_string(ExportFormat format) noexcept;

/// Takes the text piece by piece.
using TextSink = std::function<void(std::string_view)>;

struct ExportOptions {
  /// What the names in RDF begin with: an absolute IRI, or its beginning.
  std::string base = "urn:lexicnn:";
};

template <typename Options, typename Visitor>
requires std::same_as<std::remove_const_t<Options>, ExportOptions>
void visit_options(Options& options, Visitor&& visit) {
  visit(OptionInfo{"base", "", "beginning of the names in jsonld and ttl: an IRI of your own", ""},
        options.base);
}

/// What is exported. The vocabulary is docs/lexicnn-vocabulary.ttl.
struct Lexicon {
  const Scores& scores;
  const Selection& selection;
  const RowHierarchy* hierarchy = nullptr;  ///< adds broader and narrower concepts
  std::optional<std::uint64_t> row;         ///< statements about this row alone
  std::string command_line = {};            ///< that made the scores
};

/// Writes all statements (selected pairs), ordered by class and feature, and in all formats but CSV
/// the classes; in the graphs the features too. Numbers are in the shortest form that reads back
/// exactly. Memory: a few kB, whatever the number of statements. Documented in docs/export.md.
///
/// Any name is escaped as the format asks. What XML cannot hold (control characters) is written as
/// `\xNN` in GraphML; bytes that are not UTF-8 become U+FFFD everywhere but in the names of RDF.
///
/// Throws Error(invalid_option) for a base that is no beginning of an IRI, Error(invalid_input)
/// where scores, selection and hierarchy do not belong together, and what `sink` throws.
LEXICNN_API void export_lexicon(const Lexicon& lexicon, ExportFormat format,
                                const ExportOptions& options, const TextSink& sink);

}  // namespace lexicnn
