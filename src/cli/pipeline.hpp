/// The stages from file to file, as the commands and the study run them.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/row_subset.hpp"
#include "lexicnn/extract/extract.hpp"
#include "lexicnn/extract/shard.hpp"
#include "lexicnn/profile/profile.hpp"
#include "lexicnn/report/report.hpp"
#include "lexicnn/score/score.hpp"
#include "lexicnn/select/select.hpp"

#include "cli/session.hpp"

namespace lexicnn::cli {

/// Throws Error(invalid_option) where the output is the input itself.
void require_other_file(const std::filesystem::path& output, const std::filesystem::path& input);

/// Runs `read` on what was read from a file: its errors get the file's name.
template <typename Read>
auto content_of(const std::filesystem::path& path, const Read& read) {
  try {
    return read();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::invalid_file && error.kind() != ErrorKind::invalid_input) throw;
    throw Error(ErrorKind::invalid_file, "'" + path.string() + "': " + error.what());
  }
}

/// The rows of obs whose column `split` has this value. Throws Error(invalid_input) that lists the
/// splits where there are none.
std::vector<std::uint64_t> split_rows(const Table& obs, const std::string& split);

/// What a file says of the activations that it was made from: their own provenance without what
/// only their images need, which stays there.
Dict input_provenance(const Dict& activations);

/// Adds --overwrite.
void add_overwrite(CLI::App& app, bool& overwrite);

struct ExtractArguments {
  std::filesystem::path model;
  std::filesystem::path images;
  std::string preprocess;
  bool fast_resize = false;
  std::string dtype = "f32";
  ImageSetOptions set;
  CaptureOptions capture;
  ExtractOptions extract;
  bool resume = false;
  std::optional<Shard> shard;   ///< the part of the images to do; all without
  std::filesystem::path reuse;  ///< activations of another run, or empty

  void add_inputs(CLI::App& app);
  void add_flags(CLI::App& app);
  void add_resume(CLI::App& app);
  /// Those that make less than a whole run.
  void add_parts(CLI::App& app);
};

void extract_to_file(Session& session, const ExtractArguments& arguments,
                     const std::filesystem::path& target, bool overwrite);

/// Prints what an extraction would take, measured on a few images, and writes nothing.
void dry_run(Session& session, const ExtractArguments& arguments,
             const std::filesystem::path& target, bool overwrite, bool json);

struct ScoreArguments {
  std::filesystem::path input;
  std::filesystem::path labels;    ///< of a .npy matrix
  std::vector<std::string> by;     ///< label columns; empty = "class"
  std::filesystem::path groups;    ///< CSV of class and group, or empty
  std::filesystem::path taxonomy;  ///< folder of a taxonomy whose synsets are scored, or empty
  std::filesystem::path wnids;     ///< table of classes and their synsets, or empty
  std::string reference;           ///< class to compare with, or empty: the rest
  bool one_vs_one = false;
  std::string split;  ///< only images of this split, or empty: all
  ScoreOptions options;

  void add_flags(CLI::App& app);
  /// Those of other comparisons than each class against all other images.
  void add_comparison_flags(CLI::App& app);
};

void score_to_file(Session& session, const ScoreArguments& arguments,
                   const std::filesystem::path& target, bool overwrite);

/// A source of some rows, with their part of obs.
struct RowsOfSplit {
  const FeatureSource* source = nullptr;
  std::unique_ptr<RowSubset> subset;
  Table obs;
};

/// Those of the split (see split_rows), or all where it is empty.
RowsOfSplit rows_of_split(const FeatureSource& source, const Table& obs, const std::string& split);

struct SelectArguments {
  SelectOptions options;

  void add_flags(CLI::App& app);
};

/// Writes the scores of `input` with a selection to `target` (which may be `input` itself).
void select_to_file(Session& session, const std::filesystem::path& input,
                    const SelectArguments& arguments, const std::filesystem::path& target,
                    bool overwrite);

/// A scores file in memory, with its selection: that of the file, or one by the default rule, of
/// which a note tells.
struct ScoresFile {
  ScoresFile(Session& session, const std::filesystem::path& path);

  Dict provenance;
  Scores scores;
  Selection selection;
};

struct ReportArguments {
  std::filesystem::path activations;
  std::filesystem::path images;
  std::filesystem::path taxonomy;  ///< folder of a taxonomy to compare likeness with, or empty
  std::filesystem::path wnids;     ///< table of classes and their synsets, or empty
  std::filesystem::path embedding;
  std::vector<std::filesystem::path> evaluations;
  ReportOptions options;

  void add_flags(CLI::App& app);
  /// The files that it may take beside the scores.
  void add_inputs(CLI::App& app);
};

void report_to_file(Session& session, const ScoresFile& file, const ProfileResult& profile,
                    const ReportArguments& arguments, const std::filesystem::path& target,
                    bool overwrite);

}  // namespace lexicnn::cli
