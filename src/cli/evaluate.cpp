#include "lexicnn/embed/evaluate.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <memory>

#include "lexicnn/core/output_file.hpp"
#include "lexicnn/core/row_subset.hpp"
#include "lexicnn/core/suggest.hpp"
#include "lexicnn/core/text.hpp"
#include "lexicnn/embed/stored.hpp"
#include "lexicnn/store/activation_file.hpp"

#include "cli/command.hpp"
#include "cli/option_flags.hpp"
#include "cli/pipeline.hpp"

namespace lexicnn::cli {
namespace {

/// The file's name without its endings, as "cats" of cats.embedding.h5ad.
std::string name_without_endings(const std::filesystem::path& path) {
  const std::filesystem::path stem = path.stem();
  return stem.extension() == ".embedding" || stem.extension() == ".activations"
             ? stem.stem().string()
             : stem.string();
}

bool is_embedding(const Dict& uns) {
  const Value* ours = uns.find("lexicnn");
  const auto* provenance = ours == nullptr ? nullptr : std::get_if<Dict>(ours);
  const Value* kind = provenance == nullptr ? nullptr : provenance->find("kind");
  const auto* name = kind == nullptr ? nullptr : std::get_if<std::string>(kind);
  return name != nullptr && *name == "embedding";
}

/// What the digits of an embedding count, where it holds digits.
const std::vector<double>* weight_of(const H5adSource& embedding) {
  const Dict& facts = embedding.uns().get<Dict>("lexicnn");
  return is_noise_aware(facts) ? nullptr : &embedding.var().get<std::vector<double>>("weight");
}

/// A file, its rows in the order of the first file's images.
struct Input {
  std::string name;
  std::unique_ptr<H5adSource> file;
  std::unique_ptr<RowSubset> ordered;  // where the order is another
  bool embedding = false;
  const std::vector<double>* weight = nullptr;  // of digits; other numbers have theirs in them

  [[nodiscard]] EvaluationInput view() const {
    const FeatureSource& source = *file;
    return {name, ordered == nullptr ? source : *ordered, file->var(), embedding, weight};
  }
};

/// For each image of `wanted` its row in the other file.
std::vector<std::uint64_t> rows_of(const std::vector<std::string>& wanted,
                                   const std::filesystem::path& first,
                                   const std::vector<std::string>& found,
                                   const std::filesystem::path& other) {
  std::map<std::string_view, std::uint64_t> row_of;
  for (std::uint64_t row = 0; row < found.size(); ++row)
    row_of.emplace(found[row], row);
  std::vector<std::uint64_t> out;
  for (const std::string& name : wanted) {
    const auto at = row_of.find(name);
    if (at == row_of.end()) {
      throw Error(ErrorKind::invalid_input,
                  fmt::format("image '{}' of '{}' is not in '{}': evaluate files of the same "
                              "images together",
                              name, first.string(), other.string()));
    }
    out.push_back(at->second);
  }
  if (found.size() != wanted.size()) {
    const std::map<std::string_view, int> known = [&wanted] {
      std::map<std::string_view, int> names;
      for (const std::string& name : wanted)
        names.emplace(name, 0);
      return names;
    }();
    const auto extra = std::find_if(found.begin(), found.end(), [&known](const std::string& name) {
      return !known.contains(name);
    });
    throw Error(ErrorKind::invalid_input,
                fmt::format("image '{}' of '{}' is not in '{}': evaluate files of the same images "
                            "together",
                            *extra, other.string(), first.string()));
  }
  return out;
}

class Evaluate final : public Command {
 public:
  void setup(CLI::App& app) override {
    app.add_option("matrix", paths_,
                   "activations or embeddings of the same images, or any other .h5ad; their "
                   "representations are evaluated side by side")
        ->required()
        ->type_name("MATRIX.h5ad");
    add_shots(app);
    app.add_option("--by", by_, "label column of obs that names the classes [default class]")
        ->type_name("COLUMN")
        ->group("Evaluation");
    add_option_flags(app, options_, "Evaluation", {"shots"});
    auto* json = app.add_flag("--json", json_, "everything as JSON, the splits among it");
    app.add_option("-o,--output", output_, "write the results as CSV to a file")
        ->type_name("FILE.csv")
        ->excludes(json);
    app.add_option("--differences", differences_,
                   "write the differences between representations as CSV to a file")
        ->type_name("FILE.csv")
        ->excludes(json)
        ->excludes(app.get_option("--clustering"));
    add_overwrite(app, overwrite_);
  }

  void run(Session& session) override {
    require_targets();
    open_inputs(session);
    const Table& obs = inputs_.front().file->obs();
    const ClassLabels labels = labels_from(obs, by_);
    note_unlabelled(session, labels);
    const Column* split = obs.find("split");
    const std::vector<std::string> splits =
        split == nullptr ? std::vector<std::string>(obs.rows()) : column_text(split->data);
    std::vector<EvaluationInput> views;
    for (const Input& input : inputs_)
      views.push_back(input.view());
    const Context context = session.context();
    const EvaluatePlan plan = plan_evaluate(views, labels, splits, options_, context);
    session.note(fmt::format("evaluating in {} on {}", to_string(ByteSize{plan.bytes}),
                             counted(plan.threads, "thread")));
    const EvaluateResult result = evaluate(views, labels, splits, options_, context);
    note_fallbacks(session, result);
    show(result);
  }

 private:
  void add_shots(CLI::App& app) {
    app.add_option_function<std::string>(
           "--shots",
           [this](const std::string& text) {
             parse_flag({"shots", "", "", ""}, [&] { parse_shots(text); });
             options_.shots = text;
           },
           "training images of each class, and 'all'")
        ->type_name("N,…,all")
        ->default_str(options_.shots)
        ->group("Evaluation");
  }

  void require_targets() const {
    if (!output_.empty() && output_.lexically_normal() == differences_.lexically_normal()) {
      throw Error(ErrorKind::invalid_option,
                  "--output and --differences are the same file: give two names");
    }
    for (const auto& target : {output_, differences_}) {
      if (target.empty()) continue;
      OutputFile::require_possible(target, overwrite_);
      for (const auto& path : paths_)
        require_other_file(target, path);
    }
  }

  void open_inputs(Session& session) {
    for (const std::filesystem::path& path : paths_) {
      Input input{name_of(path), std::make_unique<H5adSource>(path, options_.memory.bytes), nullptr,
                  false, nullptr};
      input.embedding = is_embedding(input.file->uns());
      if (input.embedding) {
        session.note(
            fmt::format("note: '{}' was fitted elsewhere, perhaps on images that test it "
                        "here",
                        path.string()));
        input.weight = content_of(path, [&input] { return weight_of(*input.file); });
      }
      const std::vector<std::string>& names = input.file->obs().index;
      if (!inputs_.empty() && names != inputs_.front().file->obs().index) {
        input.ordered = std::make_unique<RowSubset>(
            *input.file, rows_of(inputs_.front().file->obs().index, paths_.front(), names, path));
      }
      inputs_.push_back(std::move(input));
    }
  }

  /// The short name, or the path as it was given where two files have the same.
  [[nodiscard]] std::string name_of(const std::filesystem::path& path) const {
    const std::string name = name_without_endings(path);
    const bool alone = std::count_if(paths_.begin(), paths_.end(), [&name](const auto& other) {
                         return name_without_endings(other) == name;
                       }) == 1;
    return alone ? name : path.string();
  }

  void note_unlabelled(Session& session, const ClassLabels& labels) const {
    const auto count = std::count(labels.codes.begin(), labels.codes.end(), -1);
    if (count == 0) return;
    session.note(fmt::format("note: {} without a label in '{}': not used",
                             counted(static_cast<std::uint64_t>(count), "image"), by_));
  }

  static void note_fallbacks(Session& session, const EvaluateResult& result) {
    for (const Evaluation& each : result.evaluations) {
      const auto count =
          std::count_if(each.outcomes.begin(), each.outcomes.end(),
                        [](const SplitOutcome& outcome) { return outcome.fell_back; });
      if (count == 0) continue;
      session.note(fmt::format(
          "note: {}, {}, {}: nothing was selected in {} of {} splits, "
          "where the full-network embedding was taken",
          each.representation, to_string(each.classifier),
          each.shots == 0 ? "all" : counted(each.shots, "shot"), count, each.outcomes.size()));
    }
  }

  void show(const EvaluateResult& result) const {
    if (!output_.empty()) write_text_file(output_, to_csv(result), overwrite_);
    if (!differences_.empty()) write_text_file(differences_, differences_csv(result), overwrite_);
    if (!output_.empty() || !differences_.empty()) return;
    Session::print(json_ ? to_json(result) : to_text(result));
  }

  std::vector<std::filesystem::path> paths_;
  std::string by_ = "class";
  EvaluateOptions options_;
  std::filesystem::path output_;
  std::filesystem::path differences_;
  bool json_ = false;
  bool overwrite_ = false;
  std::vector<Input> inputs_;
};

}  // namespace

std::unique_ptr<Command> make_evaluate() {
  return std::make_unique<Evaluate>();
}

}  // namespace lexicnn::cli
