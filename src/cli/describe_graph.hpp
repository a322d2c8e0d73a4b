/// What `describe` does beside the strongest statements about a class or a feature: synsets,
/// likeness of classes, export, and the comparison of two lexicons.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "lexicnn/lexicon/compare_lexicons.hpp"
#include "lexicnn/lexicon/export_lexicon.hpp"
#include "lexicnn/lexicon/hierarchy.hpp"
#include "lexicnn/lexicon/similarity.hpp"

#include "cli/pipeline.hpp"

namespace lexicnn::cli {

class GraphArguments {
 public:
  void add_flags(CLI::App& app);

  /// Whether any of its flags was given, so that `run` is to be called.
  [[nodiscard]] bool asked() const;

  /// Throws CLI::ValidationError for flags without the one that they belong to.
  void check_use() const;

  /// Throws CLI::ValidationError for flags that do not go together. `subject`: a CLASS is named,
  /// `feature`: a feature.
  void check(bool subject, bool feature) const;

  /// `subject`: the CLASS, or empty.
  void run(Session& session, const std::filesystem::path& scores, const std::string& subject,
           const DescribeOptions& options, bool json) const;

 private:
  /// --taxonomy and the tables that go with it, read.
  struct Knowledge {
    Taxonomy taxonomy;
    std::vector<ClassSynset> table;
  };

  [[nodiscard]] std::optional<Knowledge> read_knowledge() const;

  // One file each: describe_taxonomy.cpp, …
  void describe_synset(const ScoresFile& file, const std::string& subject,
                       const DescribeOptions& options, bool json) const;
  void describe_similarity(Session& session, const ScoresFile& file, std::uint64_t top,
                           bool json) const;
  void export_statements(Session& session, const ScoresFile& file,
                         const std::string& subject) const;
  void compare(Session& session, const ScoresFile& file, std::uint64_t top, bool json) const;

  /// To --output, or to standard output.
  void write(const std::function<void(const TextSink&)>& make) const;
  void write(const std::string& text) const;

  CLI::App* app_ = nullptr;
  std::filesystem::path taxonomy_;
  std::filesystem::path wnids_;
  std::filesystem::path other_;
  std::filesystem::path output_;
  std::string format_;
  bool similarity_ = false;
  bool overwrite_ = false;
  SimilarityOptions similarity_options_;
  ExportOptions export_options_;
  CompareOptions compare_options_;
};

}  // namespace lexicnn::cli
