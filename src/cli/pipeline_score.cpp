#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/output_file.hpp"
#include "lexicnn/core/provenance.hpp"
#include "lexicnn/core/suggest.hpp"
#include "lexicnn/core/text.hpp"
#include "lexicnn/score/compare.hpp"
#include "lexicnn/select/explain.hpp"
#include "lexicnn/store/activation_file.hpp"
#include "lexicnn/store/h5ad.hpp"
#include "lexicnn/store/npy.hpp"

#include "cli/option_flags.hpp"
#include "cli/pipeline.hpp"
#include "cli/score_groups.hpp"
#include "cli/score_taxonomy.hpp"

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
  auto source = std::make_unique<H5adSource>(arguments.input, arguments.options.memory.bytes);
  Matrix out{nullptr, source->obs(), source->var(), {}};
  if (const Value* ours = source->uns().find("lexicnn"); ours != nullptr) {
    out.provenance = content_of(
        arguments.input, [&source] { return require_provenance(source->uns(), "activations"); });
  }
  out.source = std::move(source);
  return out;
}

/// Files of other programs seldom have the column that is taken by default.
ClassLabels labels_of(const Table& obs, const std::string& column, bool chosen) {
  try {
    return labels_from(obs, column);
  } catch (const Error& error) {
    if (chosen) throw;
    throw Error(error.kind(), fmt::format("{}; choose one with --by COLUMN", error.what()));
  }
}

void require_null(const std::filesystem::path& path, const Scores& scores,
                  std::string_view advice) {
  if (!scores.null.empty()) return;
  throw Error(ErrorKind::invalid_input,
              fmt::format("'{}' holds no null (--nulls 0 or --one-vs-one), so there is no noise to "
                          "take a threshold from: {}, or score again with --nulls 100 (not with "
                          "--one-vs-one)",
                          path.string(), advice));
}

void note_unlabelled(Session& session, const ClassLabels& labels, const std::string& column) {
  const auto count = std::count(labels.codes.begin(), labels.codes.end(), -1);
  if (count == 0) return;
  session.note(fmt::format("note: {} without a label in '{}': in no class, but in the rest of each",
                           counted(static_cast<std::uint64_t>(count), "image"), column));
}

void note_unscorable(Session& session, const Scores& scores, const std::vector<bool>& unscorable) {
  std::vector<std::string> names;
  for (std::size_t c = 0; c < unscorable.size(); ++c) {
    if (unscorable[c]) names.push_back(scores.classes.index[c]);
  }
  if (names.empty()) return;
  constexpr std::size_t kNamed = 5;
  const bool more = names.size() > kNamed;
  session.note(fmt::format(
      "note: {} too small for any pair to be selected, even with s = 1: {}{}",
      names.size() == 1 ? "1 class is" : fmt::format("{} classes are", names.size()),
      fmt::join(std::span(names).first(std::min(names.size(), kNamed)), ", "), more ? ", …" : ""));
}

/// Labels of each column, their names as `COLUMN=CLASS` where there are several columns.
std::vector<ClassLabels> label_sets(const Table& obs, const std::vector<std::string>& columns,
                                    bool chosen) {
  std::vector<ClassLabels> out;
  for (const std::string& column : columns) {
    if (std::count(columns.begin(), columns.end(), column) != 1) {
      throw Error(ErrorKind::invalid_option, fmt::format("--by {} is given twice", column));
    }
    out.push_back(labels_of(obs, column, chosen));
    if (columns.size() == 1) continue;
    for (std::string& name : out.back().names)
      name = fmt::format("{}={}", column, name);
  }
  return out;
}

Scores compare(const FeatureSource& source, const std::vector<ClassLabels>& sets,
               const Table& features, const ScoreArguments& arguments, const Context& context) {
  const bool pairs = arguments.one_vs_one || !arguments.reference.empty();
  if (pairs && sets.size() > 1) {
    throw Error(ErrorKind::invalid_option,
                "--reference and --one-vs-one go with one label column: give --by once");
  }
  if (arguments.one_vs_one)
    return score_one_vs_one(source, sets[0], features, arguments.options, context);
  if (pairs) {
    return score_against(source, sets[0], arguments.reference, features, arguments.options,
                         context);
  }
  return score_sets(source, sets, features, arguments.options, context);
}

}  // namespace

void require_other_file(const std::filesystem::path& output, const std::filesystem::path& input) {
  std::error_code ignored;
  if (std::filesystem::is_directory(input, ignored)) {
    for (const auto& entry : std::filesystem::directory_iterator(input, ignored))
      if (!entry.is_directory(ignored)) require_other_file(output, entry.path());
  }
  if (std::filesystem::equivalent(output, input, ignored)) {
    throw Error(
        ErrorKind::invalid_option,
        fmt::format("the output '{}' is the input itself: give another name", output.string()));
  }
}

std::vector<std::uint64_t> split_rows(const Table& obs, const std::string& split) {
  const ClassLabels splits = labels_from(obs, "split");
  const auto found = std::find(splits.names.begin(), splits.names.end(), split);
  if (found == splits.names.end()) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("there is no split '{}'{} (splits: {})", split,
                            suggest(split, splits.names), fmt::join(splits.names, ", ")));
  }
  const auto wanted = static_cast<std::int32_t>(found - splits.names.begin());
  std::vector<std::uint64_t> out;
  for (std::uint64_t row = 0; row < splits.codes.size(); ++row) {
    if (splits.codes[row] == wanted) out.push_back(row);
  }
  return out;
}

RowsOfSplit rows_of_split(const FeatureSource& source, const Table& obs, const std::string& split) {
  if (split.empty()) return {&source, nullptr, obs};
  std::vector<std::uint64_t> keep = split_rows(obs, split);
  Table part = obs.select_rows(keep);
  auto subset = std::make_unique<RowSubset>(source, std::move(keep));
  const FeatureSource* rows = subset.get();
  return {rows, std::move(subset), std::move(part)};
}

Dict input_provenance(const Dict& activations) {
  Dict out;
  for (const auto& [key, value] : activations.entries()) {
    if (key != "ledger" && key != "images_root") out.set(key, value);
  }
  return out;
}

void ScoreArguments::add_flags(CLI::App& app) {
  app.add_option("--by", by,
                 "label column of obs that names the classes [default class; score: may be "
                 "repeated for the classes of several columns]")
      ->type_name("COLUMN")
      ->allow_extra_args(false)
      ->group("Scores");
  add_option_flags(app, options, "Scores");
  app.get_option("--panel-top")->needs("--panel");
}

void ScoreArguments::add_comparison_flags(CLI::App& app) {
  const auto add = [&app](const char* flag, auto& value, const char* help, const char* type) {
    return app.add_option(flag, value, help)->type_name(type)->check(named())->group("Comparisons");
  };
  CLI::Option* united = add("--groups", groups,
                            "classes of classes to score too, columns class and group", "FILE.csv");
  CLI::Option* against =
      add("--reference", reference, "compare with this class, not with the rest", "CLASS");
  CLI::Option* pairs =
      app.add_flag("--one-vs-one", one_vs_one,
                   "compare every two classes, the earlier with the later; draws no null")
          ->excludes(against)
          ->excludes(united)
          ->group("Comparisons");
  against->excludes(united);
  CLI::Option* nested =
      add("--taxonomy", taxonomy,
          "score each synset above several classes too: hypernyms.tsv and synsets.tsv, or "
          "WordNet's data.noun",
          "DIR")
          ->excludes(united)
          ->excludes(against);
  add("--wnids", wnids, "synset of each class, columns class and wnid", "FILE")->needs(nested);
  pairs->excludes(nested);
  add("--split", split, "score the images of this split only [column split of obs]", "NAME");
}

namespace {

/// What is scored: read, checked and told before the work begins.
struct ScoreTask {
  Matrix matrix;
  std::vector<std::string> columns;
  RowsOfSplit rows;
  std::vector<ClassLabels> sets;
  std::vector<ClassGroup> groups;
  std::optional<ScoredSynsets> synsets;
  ScorePlan plan;
};

/// Each class against the rest: such scores may lie on disk until the file is made.
bool is_plain(const ScoreArguments& arguments, const ScoreTask& task) {
  return task.sets.size() == 1 && !arguments.one_vs_one && arguments.reference.empty();
}

/// In memory where that is enough.
ScorePlan plan(Session& session, const ScoreArguments& arguments, const ScoreTask& task) {
  const auto with = [&](auto& planned) {
    return planned(*task.rows.source, task.sets[0], task.matrix.features, arguments.options,
                   session.context());
  };
  try {
    return with(plan_score);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::invalid_option || !is_plain(arguments, task)) throw;
    return with(plan_score_to_disk);
  }
}

void prepare(Session& session, const ScoreArguments& arguments, ScoreTask& task) {
  task.matrix = open_matrix(arguments);
  task.columns = arguments.by.empty() ? std::vector<std::string>{"class"} : arguments.by;
  task.rows = rows_of_split(*task.matrix.source, task.matrix.obs, arguments.split);
  task.sets = label_sets(task.rows.obs, task.columns, !arguments.by.empty());
  for (std::size_t i = 0; i < task.columns.size(); ++i)
    note_unlabelled(session, task.sets[i], task.columns[i]);
  if (!arguments.groups.empty()) task.groups = read_groups(arguments.groups);
  if (!arguments.taxonomy.empty()) {
    task.synsets.emplace(session, arguments, task.sets[0], task.rows.obs);
    task.groups = task.synsets->groups();
  }
  std::vector<ClassLabels> more = group_labels(task.sets[0], task.groups);
  std::move(more.begin(), more.end(), std::back_inserter(task.sets));
  task.plan = plan(session, arguments, task);
  const unsigned ranks = session.ranks().size();
  session.note(fmt::format("scoring in {} on {}{}{}", to_string(ByteSize{task.plan.bytes}),
                           counted(task.plan.threads, "thread"),
                           ranks == 1 ? "" : fmt::format(", in each of {} processes", ranks),
                           task.plan.disk == 0 ? ""
                                               : fmt::format(", {} on disk meanwhile",
                                                             to_string(ByteSize{task.plan.disk}))));
}

Dict provenance_of(const Session& session, const ScoreArguments& arguments, const ScoreTask& task) {
  Dict provenance = make_provenance("scores", session.command_line());
  provenance.set("input", arguments.input.filename().string());
  if (task.columns.size() == 1) {
    provenance.set("by", task.columns[0]);
  } else {
    provenance.set("by", task.columns);
  }
  if (!task.groups.empty()) provenance.set("groups", groups_dict(task.groups));
  if (task.synsets) provenance.set("taxonomy", task.synsets->provenance());
  if (!arguments.reference.empty()) provenance.set("reference", arguments.reference);
  if (arguments.one_vs_one) provenance.set("one_vs_one", true);
  if (!arguments.split.empty()) provenance.set("split", arguments.split);
  provenance.set("score", options_dict(arguments.options));
  if (!task.matrix.provenance.empty())
    provenance.set("activations", input_provenance(task.matrix.provenance));
  return provenance;
}

/// Scores that memory does not hold.
void score_by_disk(Session& session, const ScoreArguments& arguments, const ScoreTask& task,
                   const std::filesystem::path& target, bool overwrite) {
  SpooledScores scores = score_to_disk(*task.rows.source, task.sets[0], task.matrix.features,
                                       arguments.options, target, session.context());
  session.on_first([&] {
    const AnnotatedMatrix file = scores.take_annotated(provenance_of(session, arguments, task));
    write_h5ad(
        target, file, [&scores](const std::string& name) { return scores.grid(name); }, overwrite);
    session.note(fmt::format("{} classes × {} features: {}", file.obs.rows(), file.var.rows(),
                             target.string()));
  });
}

}  // namespace

void score_to_file(Session& session, const ScoreArguments& arguments,
                   const std::filesystem::path& target, bool overwrite) {
  ScoreTask task;
  session.on_first([&] {
    for (const std::filesystem::path& input : {arguments.input, arguments.labels, arguments.groups,
                                               arguments.taxonomy, arguments.wnids}) {
      if (!input.empty()) require_other_file(target, input);
    }
    OutputFile::require_possible(target, overwrite);
  });
  together(session.ranks(), [&] { prepare(session, arguments, task); });
  if (task.plan.disk != 0) return score_by_disk(session, arguments, task, target, overwrite);
  Scores scores =
      compare(*task.rows.source, task.sets, task.matrix.features, arguments, session.context());
  session.on_first([&] {
    if (task.synsets) task.synsets->describe(scores.classes);
    const std::string summary = fmt::format("{} classes × {} features: {}", scores.class_count(),
                                            scores.feature_count(), target.string());
    write_h5ad(target, to_annotated(std::move(scores), provenance_of(session, arguments, task)),
               overwrite);
    session.note(summary);
  });
}

void SelectArguments::add_flags(CLI::App& app) {
  const OptionInfo quantile{
      "quantile", "q",
      "noise threshold: this quantile of the null of the pair's layer and class size", "0 < q < 1"};
  const OptionInfo null{"null", "",
                        "whose null the quantile is of (feature needs score --feature-null)",
                        "layer|feature"};
  const OptionInfo threshold{"threshold", "t", "noise threshold: this |s| for all pairs",
                             "0 <= t < 1"};
  const OptionInfo fdr{
      "fdr", "a", "rate of false discoveries over all pairs (Benjamini-Hochberg on the p of KS)",
      "0 < a < 1"};
  CLI::Option* by_quantile = add_number(app, quantile, options.quantile)->group("Selection");
  CLI::Option* whose =
      app.add_option_function<std::string>(
             "--null",
             [this, null](const std::string& text) {
               parse_flag(null, [&] { options.null = parse_enum<NullOf>(text, null); });
             },
             option_help(null, options.null))
          ->type_name(placeholder<NullOf>(null))
          ->default_str("layer")
          ->group("Selection");
  CLI::Option* by_threshold =
      add_number(app, threshold, options.threshold)
          ->default_str("")
          ->each([this](const std::string&) { options.rule = SelectRule::threshold; })
          ->excludes(by_quantile)
          ->excludes(whose)
          ->group("Selection");
  add_number(app, fdr, options.fdr)
      ->default_str("")
      ->each([this](const std::string&) { options.rule = SelectRule::fdr; })
      ->excludes(by_quantile)
      ->excludes(whose)
      ->excludes(by_threshold)
      ->group("Selection");
}

void select_to_file(Session& session, const std::filesystem::path& input,
                    const SelectArguments& arguments, const std::filesystem::path& target,
                    bool overwrite) {
  AnnotatedMatrix file = read_h5ad(input);
  const Scores scores = content_of(input, [&file] { return scores_from(file); });
  if (arguments.options.rule == SelectRule::quantile) {
    require_null(input, scores, "give --fdr or --threshold");
  }
  const Selection selection = select(scores, arguments.options);
  const std::vector<bool> unscorable = unscorable_classes(scores, selection);
  add_selection(file, selection, unscorable);
  write_h5ad(target, file, overwrite);
  const std::uint64_t pairs = scores.class_count() * scores.feature_count();
  session.note(fmt::format("{} of {} pairs stand out of the noise: {}", selection.count(), pairs,
                           target.string()));
  note_unscorable(session, scores, unscorable);
  if (const auto nearest = nearest_pair(scores, selection))
    session.note("note: " + to_text(*nearest, scores, selection));
}

ScoresFile::ScoresFile(Session& session, const std::filesystem::path& path) {
  const AnnotatedMatrix matrix = read_h5ad(path);
  content_of(path, [this, &matrix] {
    provenance = require_provenance(matrix.uns, "scores");
    scores = scores_from(matrix);
    if (provenance.find("select") != nullptr) selection = selection_from(matrix);
  });
  if (provenance.find("select") != nullptr) return;
  require_null(path, scores, fmt::format("run 'lexicnn select {} --fdr 0.05'", path.string()));
  selection = select(scores);
  session.note(
      fmt::format("note: no selection in '{}': pairs above the {} quantile of the null "
                  "are taken; 'lexicnn select' chooses otherwise",
                  path.string(), selection.options.quantile));
}

}  // namespace lexicnn::cli
