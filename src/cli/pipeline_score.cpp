#include <algorithm>
#include <fmt/format.h>
#include <memory>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/output_file.hpp"
#include "lexicnn/core/provenance.hpp"
#include "lexicnn/core/text.hpp"
#include "lexicnn/store/activation_file.hpp"
#include "lexicnn/store/h5ad.hpp"
#include "lexicnn/store/npy.hpp"

#include "cli/option_flags.hpp"
#include "cli/pipeline.hpp"

namespace lexicnn::cli {
namespace {

/// A matrix to score, whatever file it comes from.
struct Matrix {
  std::unique_ptr<FeatureSource> source;
  Table obs;
  Table features;
  Dict provenance;  // uns["lexicnn"] of an activations file, else empty
};

Table numbered(std::uint64_t count) {
  Table out;
  for (std::uint64_t i = 0; i < count; ++i)
    out.index.push_back(std::to_string(i));
  return out;
}

Matrix open_npy(const ScoreArguments& arguments) {
  if (arguments.labels.empty()) {
    throw Error(ErrorKind::invalid_option, "a .npy matrix needs --labels y.npy or y.csv");
  }
  auto source = std::make_unique<NpySource>(arguments.input);
  Table obs = numbered(source->rows());
  std::vector<std::string> labels = read_label_file(arguments.labels);
  if (labels.size() != obs.rows()) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("'{}' has {} labels, '{}' has {} rows", arguments.labels.string(),
                            labels.size(), arguments.input.string(), obs.rows()));
  }
  obs.set("class", std::move(labels));
  Table features = numbered(source->features());
  return {std::move(source), std::move(obs), std::move(features), {}};
}

Matrix open_matrix(const ScoreArguments& arguments) {
  if (arguments.input.extension() == ".npy") return open_npy(arguments);
  if (!arguments.labels.empty()) {
    throw Error(ErrorKind::invalid_option,
                "--labels goes with a .npy matrix; of an .h5ad choose a column with --by");
  }
  auto source = std::make_unique<H5adSource>(arguments.input);
  Matrix out{nullptr, source->obs(), source->var(), {}};
  if (const Value* ours = source->uns().find("lexicnn"); ours != nullptr) {
    out.provenance = content_of(
        arguments.input, [&source] { return require_provenance(source->uns(), "activations"); });
  }
  out.source = std::move(source);
  return out;
}

/// Files of other programs seldom have the column that is taken by default.
ClassLabels labels_of(const Matrix& matrix, const std::string& column, bool chosen) {
  try {
    return labels_from(matrix.obs, column);
  } catch (const Error& error) {
    if (chosen) throw;
    throw Error(error.kind(), fmt::format("{}; choose one with --by COLUMN", error.what()));
  }
}

/// What the scores file says of its input: the activations' own provenance without what only their
/// images need, which stays there.
Dict input_provenance(const Dict& activations) {
  Dict out;
  for (const auto& [key, value] : activations.entries()) {
    if (key != "ledger" && key != "images_root") out.set(key, value);
  }
  return out;
}

void require_null(const std::filesystem::path& path, const Scores& scores,
                  std::string_view advice) {
  if (!scores.null.empty()) return;
  throw Error(
      ErrorKind::invalid_input,
      fmt::format("'{}' was scored with --nulls 0, so there is no noise to take a threshold "
                  "from: {}, or score again with --nulls 100",
                  path.string(), advice));
}

void note_unlabelled(Session& session, const ClassLabels& labels, const std::string& column) {
  const auto count = std::count(labels.codes.begin(), labels.codes.end(), -1);
  if (count == 0) return;
  session.note(fmt::format("note: {} without a label in '{}': in no class, but in the rest of each",
                           counted(static_cast<std::uint64_t>(count), "image"), column));
}

}  // namespace

void require_other_file(const std::filesystem::path& output, const std::filesystem::path& input) {
  std::error_code ignored;
  if (std::filesystem::equivalent(output, input, ignored)) {
    throw Error(
        ErrorKind::invalid_option,
        fmt::format("the output '{}' is the input itself: give another name", output.string()));
  }
}

void ScoreArguments::add_flags(CLI::App& app) {
  app.add_option("--by", by, "label column of obs that names the classes [default class]")
      ->type_name("COLUMN")
      ->group("Scores");
  add_option_flags(app, options, "Scores");
}

void score_to_file(Session& session, const ScoreArguments& arguments,
                   const std::filesystem::path& target, bool overwrite) {
  const Context context = session.context();
  require_other_file(target, arguments.input);
  OutputFile::require_possible(target, overwrite);
  const Matrix matrix = open_matrix(arguments);
  const std::string column = arguments.by.empty() ? "class" : arguments.by;
  const ClassLabels labels = labels_of(matrix, column, !arguments.by.empty());
  note_unlabelled(session, labels, column);
  const ScorePlan plan =
      plan_score(*matrix.source, labels, matrix.features, arguments.options, context);
  session.note(fmt::format("scoring in {} on {}", to_string(ByteSize{plan.bytes}),
                           counted(plan.threads, "thread")));
  Scores scores = score(*matrix.source, labels, matrix.features, arguments.options, context);
  const std::string summary = fmt::format("{} classes × {} features: {}", scores.class_count(),
                                          scores.feature_count(), target.string());
  Dict provenance = make_provenance("scores", session.command_line());
  provenance.set("input", arguments.input.filename().string());
  provenance.set("by", column);
  provenance.set("score", options_dict(arguments.options));
  if (!matrix.provenance.empty())
    provenance.set("activations", input_provenance(matrix.provenance));
  write_h5ad(target, to_annotated(std::move(scores), std::move(provenance)), overwrite);
  session.note(summary);
}

void SelectArguments::add_flags(CLI::App& app) {
  const OptionInfo quantile{
      "quantile", "q",
      "noise threshold: this quantile of the null of the pair's layer and class size", "0 < q < 1"};
  const OptionInfo threshold{"threshold", "t", "noise threshold: this |s| for all pairs",
                             "0 <= t < 1"};
  CLI::Option* by_quantile = add_number(app, quantile, options.quantile)->group("Selection");
  add_number(app, threshold, options.threshold)
      ->default_str("")
      ->each([this](const std::string&) { options.rule = SelectRule::threshold; })
      ->excludes(by_quantile)
      ->group("Selection");
}

void select_to_file(Session& session, const std::filesystem::path& input,
                    const SelectArguments& arguments, const std::filesystem::path& target,
                    bool overwrite) {
  AnnotatedMatrix file = read_h5ad(input);
  const Scores scores = content_of(input, [&file] { return scores_from(file); });
  if (arguments.options.rule == SelectRule::quantile) {
    require_null(input, scores, "give --threshold");
  }
  const Selection selection = select(scores, arguments.options);
  add_selection(file, selection);
  write_h5ad(target, file, overwrite);
  const std::uint64_t pairs = scores.class_count() * scores.feature_count();
  session.note(fmt::format("{} of {} pairs stand out of the noise: {}", selection.count(), pairs,
                           target.string()));
}

ScoresFile::ScoresFile(Session& session, const std::filesystem::path& path) {
  const AnnotatedMatrix matrix = read_h5ad(path);
  content_of(path, [this, &matrix] {
    provenance = require_provenance(matrix.uns, "scores");
    scores = scores_from(matrix);
    if (provenance.find("select") != nullptr) selection = selection_from(matrix);
  });
  if (provenance.find("select") != nullptr) return;
  require_null(path, scores, fmt::format("run 'lexicnn select {} --threshold T'", path.string()));
  selection = select(scores);
  session.note(
      fmt::format("note: no selection in '{}': pairs above the {} quantile of the null "
                  "are taken; 'lexicnn select' chooses otherwise",
                  path.string(), selection.options.quantile));
}

}  // namespace lexicnn::cli
