/// What `describe` says of one class, of one feature, and of signatures.
#pragma once

#include <filesystem>
#include <string>

#include <CLI/CLI.hpp>

#include "lexicnn/lexicon/describe.hpp"
#include "lexicnn/lexicon/signature.hpp"
#include "lexicnn/store/activation_file.hpp"

#include "cli/pipeline.hpp"

namespace lexicnn::cli {

/// The activations that scores were made of, by the label column of the scores.
class ScoredActivations {
 public:
  /// Throws as the reading does, and Error(invalid_input) where the features are not those of the
  /// scores, or these are of several label columns.
  ScoredActivations(const std::filesystem::path& path, const ScoresFile& scores);

  [[nodiscard]] const H5adSource& source() const { return source_; }
  /// The split that was scored; empty: all images.
  [[nodiscard]] const std::string& split() const { return split_; }
  /// Classes of the images of `obs`, which is the file's or a part of it.
  [[nodiscard]] ClassLabels labels(const Table& obs) const;

 private:
  H5adSource source_;
  std::string by_;
  std::string split_;
};

/// What every description is made with.
struct DescribeArguments {
  std::filesystem::path scores;
  std::filesystem::path activations;  ///< or empty
  std::string class_name;             ///< or empty
  std::string feature;                ///< or empty
  DescribeOptions options;
  bool json = false;
};

void describe_class(Session& session, const DescribeArguments& arguments);
void describe_feature(Session& session, const DescribeArguments& arguments);

/// `describe --signature`.
class SignatureArguments {
 public:
  void add_flags(CLI::App& app);

  [[nodiscard]] bool asked() const { return asked_; }

  /// Prints the signature of the class, or a table of all.
  void run(Session& session, const DescribeArguments& arguments) const;

 private:
  bool asked_ = false;
  std::uint64_t seed_ = 1;
  std::string train_;
  SignatureOptions options_;
};

}  // namespace lexicnn::cli
