/// What a report takes beside scores and activations, read from files.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "lexicnn/report/report.hpp"
#include "lexicnn/store/activation_file.hpp"
#include "lexicnn/store/embedding_file.hpp"

#include "cli/pipeline.hpp"

namespace lexicnn::cli {

/// An embedding file, of digits or of numbers, as the vectors of its images.
class EmbeddingVectors {
 public:
  /// Throws Error(file_missing), Error(invalid_file).
  explicit EmbeddingVectors(const std::filesystem::path& path);
  EmbeddingVectors(const EmbeddingVectors&) = delete;
  EmbeddingVectors& operator=(const EmbeddingVectors&) = delete;

  /// For as long as this object lives.
  [[nodiscard]] const ReportMap& map() const { return *map_; }

 private:
  /// Digits times their weights.
  [[nodiscard]] Grid<float> digits_of(const std::vector<std::uint64_t>& rows) const;
  [[nodiscard]] Grid<float> numbers_of(const std::vector<std::uint64_t>& rows) const;

  std::optional<EmbeddingFile> digits_;
  std::vector<double> weight_;
  std::optional<H5adSource> numbers_;
  std::optional<ReportMap> map_;
};

/// A taxonomy with the synsets of the scores' rows.
class ReportTaxonomy {
 public:
  /// Throws as describe's does.
  ReportTaxonomy(Session& session, const ReportArguments& arguments, const Scores& scores);
  ReportTaxonomy(const ReportTaxonomy&) = delete;
  ReportTaxonomy& operator=(const ReportTaxonomy&) = delete;

  [[nodiscard]] const RowSynsets& synsets() const { return *synsets_; }

 private:
  Taxonomy taxonomy_;
  std::optional<RowSynsets> synsets_;
};

/// Throws Error(file_missing).
std::vector<ReportEvaluation> read_evaluations(const std::vector<std::filesystem::path>& paths);

}  // namespace lexicnn::cli
