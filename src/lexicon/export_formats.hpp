/// What the formats of the export share.
#pragma once

#include <cstdint>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <vector>

#include "lexicnn/lexicon/export_lexicon.hpp"

namespace lexicnn {

inline constexpr std::string_view kVocabulary = "urn:lexicnn:vocabulary#";

/// A selected pair.
struct SelectedPair {
  std::uint64_t row = 0;
  std::uint64_t feature = 0;
  bool presence = true;
  double signed_ks = 0, auc = 0, location = 0, inner_share = 0, outer_share = 0, threshold = 0;
};

/// What is exported, with texts at hand.
class ExportSource {
 public:
  explicit ExportSource(const Lexicon& lexicon);

  /// Calls visit(pair) for every statement, by row, then by feature.
  template <typename Visit>
  void each_statement(const Visit& visit) const {
    for (std::uint64_t row = 0; row < rows(); ++row) {
      if (lexicon_.row && *lexicon_.row != row) continue;
      for (std::uint64_t f = 0; f < lexicon_.scores.feature_count(); ++f) {
        if (lexicon_.selection.selected(row, f) != 0) visit(pair(row, f));
      }
    }
  }

  /// Calls visit(feature) for every feature that a statement names, ascending.
  template <typename Visit>
  void each_feature(const Visit& visit) const {
    for (std::uint64_t f = 0; f < used_.size(); ++f) {
      if (used_[f]) visit(f);
    }
  }

  [[nodiscard]] std::uint64_t rows() const { return lexicon_.scores.class_count(); }
  [[nodiscard]] const std::string& row_name(std::uint64_t row) const { return row_names_[row]; }
  [[nodiscard]] std::string kind(std::uint64_t row) const;
  [[nodiscard]] const std::string& wnid(std::uint64_t row) const { return wnids_[row]; }
  [[nodiscard]] const std::string& lemmas(std::uint64_t row) const { return lemmas_[row]; }
  [[nodiscard]] std::int64_t images(std::uint64_t row) const { return (*images_)[row]; }
  [[nodiscard]] const std::vector<std::uint64_t>& broader(std::uint64_t row) const;
  [[nodiscard]] const std::vector<std::uint64_t>& narrower(std::uint64_t row) const;

  /// As in the scores file, before anything is done for UTF-8: what a name in RDF is made of.
  [[nodiscard]] const std::string& raw_row_name(std::uint64_t row) const {
    return lexicon_.scores.classes.index[row];
  }
  [[nodiscard]] const std::string& raw_feature_name(std::uint64_t feature) const {
    return lexicon_.scores.features.index[feature];
  }

  [[nodiscard]] std::string feature_name(std::uint64_t feature) const;
  [[nodiscard]] const std::string& layer(std::uint64_t feature) const { return layers_[feature]; }
  [[nodiscard]] const std::string& channel(std::uint64_t feature) const {
    return channels_[feature];
  }
  [[nodiscard]] const std::string& command_line() const { return command_line_; }

 private:
  [[nodiscard]] SelectedPair pair(std::uint64_t row, std::uint64_t feature) const;

  Lexicon lexicon_;
  std::string command_line_;
  std::vector<std::string> row_names_, kinds_, wnids_, lemmas_, layers_, channels_;
  std::vector<bool> used_;
  const std::vector<std::int64_t>* images_;
};

/// The text with U+FFFD for each byte that is no part of UTF-8.
std::string valid_utf8(std::string_view text);

/// Percent-encoded for an IRI, so that it is a local name of Turtle too: ASCII letters, digits, _
/// and, but for the first, - stay.
std::string iri_part(std::string_view text);

/// The beginning of the names in RDF. Throws Error(invalid_option).
const std::string& require_base(const ExportOptions& options);

void export_csv(const ExportSource& source, const TextSink& sink);
void export_json(const ExportSource& source, const TextSink& sink);
void export_jsonld(const ExportSource& source, const std::string& base, const TextSink& sink);
void export_turtle(const ExportSource& source, const std::string& base, const TextSink& sink);
void export_graphml(const ExportSource& source, const TextSink& sink);

}  // namespace lexicnn
