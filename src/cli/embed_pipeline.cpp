#include "cli/embed_pipeline.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <utility>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/output_file.hpp"
#include "lexicnn/core/provenance.hpp"
#include "lexicnn/core/row_subset.hpp"
#include "lexicnn/core/text.hpp"
#include "lexicnn/embed/compat.hpp"
#include "lexicnn/embed/packed.hpp"
#include "lexicnn/embed/stored.hpp"
#include "lexicnn/store/activation_file.hpp"
#include "lexicnn/store/embedding_file.hpp"
#include "lexicnn/store/h5ad.hpp"

#include "cli/pipeline.hpp"
#include "cli/recorded_run.hpp"

namespace lexicnn::cli {
namespace {

void check_outputs(const EmbedArguments& arguments) {
  if (arguments.target.lexically_normal() == arguments.packed.lexically_normal()) {
    throw Error(ErrorKind::invalid_option,
                "--output and --packed are the same file: give two names");
  }
  for (const std::filesystem::path& target : {arguments.target, arguments.packed}) {
    if (target.empty()) continue;
    for (const std::filesystem::path& input :
         {arguments.input, arguments.scores, arguments.fitted}) {
      if (!input.empty()) require_other_file(target, input);
    }
    OutputFile::require_possible(target, arguments.overwrite);
  }
}

/// The provenance of the activations; empty for a file of another program.
Dict provenance_of(const H5adSource& source, const std::filesystem::path& path) {
  if (source.uns().find("lexicnn") == nullptr) return {};
  return content_of(path, [&source] { return require_provenance(source.uns(), "activations"); });
}

/// The entry of a provenance, or empty text.
std::string text_entry(const Dict& dict, std::string_view key) {
  const Value* value = dict.find(key);
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? std::string() : *text;
}

/// The provenance of the activations that scores are of; empty where they do not tell.
Dict scored_activations(const Dict& scores) {
  const Value* value = scores.find("activations");
  const auto* dict = value == nullptr ? nullptr : std::get_if<Dict>(value);
  return dict == nullptr ? Dict() : *dict;
}

/// Weights come from other images, which the same network has seen in the same way.
void require_other_images(Session& session, const EmbedArguments& arguments, const Dict& scores,
                          const Dict& activations) {
  const Dict theirs = scored_activations(scores);
  require_same_run(session, theirs, activations, "that the scores are of");
  const std::string list = text_entry(theirs, "images_sha256");
  if (list.empty() || list != text_entry(activations, "images_sha256")) return;
  throw Error(ErrorKind::invalid_input,
              fmt::format("the scores of '{}' are of the images of '{}' themselves: method "
                          "transfer takes those of another set, method selected those of these",
                          arguments.scores.string(), arguments.input.string()));
}

/// Scores of other images than the training ones would let those into the embedding.
void require_training_scores(const EmbedArguments& arguments, const Dict& scores,
                             const Dict& activations) {
  const auto described = [](const std::string& split) {
    return split.empty() ? std::string("all images") : fmt::format("the split '{}'", split);
  };
  const std::string split = text_entry(scores, "split");
  if (split != arguments.train) {
    throw Error(
        ErrorKind::invalid_input,
        fmt::format("the scores of '{}' are of {}, the embedding is fitted on {}: both must "
                    "be of the training images alone (score --split, embed --train)",
                    arguments.scores.string(), described(split), described(arguments.train)));
  }
  if (scores.find("activations") == nullptr) return;
  const std::string before = text_entry(scored_activations(scores), "images_sha256");
  const std::string now = text_entry(activations, "images_sha256");
  if (before != now) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("the scores of '{}' are of another list of images than '{}' (SHA-256 "
                            "{} and {})",
                            arguments.scores.string(), arguments.input.string(),
                            before.empty() ? "unknown" : before, now.empty() ? "unknown" : now));
  }
}

void note_splits(Session& session, const EmbedArguments& arguments, const H5adSource& source) {
  if (!arguments.train.empty() || source.obs().find("split") == nullptr) return;
  session.note("note: fitted on the images of all splits; --train fits on those of one");
}

void note_fit(Session& session, const EmbedArguments& arguments, const Embedding& fitted,
              const H5adSource& source) {
  const auto constant =
      static_cast<std::uint64_t>(std::count(fitted.std.begin(), fitted.std.end(), 0.0));
  session.note(fmt::format("fitted on {}: {} features", counted(fitted.training_images, "image"),
                           fitted.feature_count()));
  note_splits(session, arguments, source);
  if (fitted.training_images == 1) {
    session.note("note: one training image has no spread: all digits are the same");
  } else if (constant != 0) {
    session.note(
        fmt::format("note: {} constant over the training images{}",
                    constant == 1 ? "1 feature is" : fmt::format("{} features are", constant),
                    fitted.options.compat == EmbedCompat::fne ? ""
                    : constant == 1                           ? ": its digits are 0"
                                                              : ": their digits are 0"));
  }
  if (fitted.derived) {
    session.note(fmt::format(
        "thresholds {:.3f} and {:.3f} tell {} pairs by absence, {} of noise and {} by presence "
        "apart with a balanced accuracy of {:.3f} (the paper's {} and {}: {:.3f})",
        fitted.lower, fitted.upper, fitted.derived->absence, fitted.derived->noise,
        fitted.derived->presence, fitted.derived->accuracy, kPaperLower, kPaperUpper,
        fitted.derived->paper_accuracy));
  }
}

/// fne 1.5.5 hooks the layers themselves, so that it sees values before their nonlinearity.
void note_tap(Session& session, const EmbedOptions& options, const Dict& activations) {
  if (options.compat != EmbedCompat::fne) return;
  const Value* capture = activations.find("capture");
  const auto* dict = capture == nullptr ? nullptr : std::get_if<Dict>(capture);
  if (dict != nullptr && text_entry(*dict, "tap") == "linear") return;
  session.note(
      "note: fne reads layers before their nonlinearity; these activations do not say that they "
      "are so (extract --tap linear)");
}

Dict to_dict(const CompatDifferences& differences) {
  Dict out;
  const auto set = [&out](const char* key, std::uint64_t count) {
    out.set(key, static_cast<std::int64_t>(count));
  };
  set("digits", differences.digits);
  set("different", differences.different);
  set("constant", differences.constant);
  set("deviation", differences.deviation);
  set("edge", differences.edge);
  set("rounding", differences.rounding);
  return out;
}

/// Writes the digits, and the packed file from what was written.
void write_digits(Session& session, const EmbedArguments& arguments, const H5adSource& source,
                  const Embedding& fitted, Dict provenance) {
  const Table var = embedding_var(fitted);
  Dict uns;
  uns.set("lexicnn", std::move(provenance));
  EmbeddingWriter writer(arguments.target, source.obs(), var, uns, arguments.overwrite);
  embed_blocks(
      source, fitted,
      [&writer](std::uint64_t first, std::uint64_t count, std::span<const std::int8_t> digits) {
        writer.write(first, count, digits);
      },
      session.context());
  writer.finish();
  session.note(fmt::format("{} × {} digits: {}", counted(source.rows(), "image"),
                           fitted.feature_count(), arguments.target.string()));
  if (arguments.packed.empty()) return;
  constexpr std::uint64_t kRows = 256;
  const EmbeddingFile written(arguments.target);
  PackedWriter packed(arguments.packed, source.obs().index, var.index, arguments.overwrite);
  std::vector<std::int8_t> rows;
  for (std::uint64_t begin = 0; begin < written.rows(); begin += kRows) {
    const std::uint64_t count = std::min(kRows, written.rows() - begin);
    rows.resize(count * written.features());
    written.read_rows(begin, count, rows);
    packed.append(rows);
  }
  packed.finish();
}

void require_digits(bool wanted, std::string_view flag) {
  if (!wanted) return;
  throw Error(ErrorKind::invalid_option,
              fmt::format("{} takes digits; the method noise-aware gives numbers", flag));
}

/// Writes the numbers of a noise-aware embedding.
void write_numbers(Session& session, const EmbedArguments& arguments, const H5adSource& source,
                   const NoiseAwareEmbedding& fitted, Dict provenance) {
  Grid<float> values = embed(source, fitted, session.context());
  Dict uns;
  uns.set("lexicnn", std::move(provenance));
  const Array x{{values.rows(), values.columns()}, std::move(values.values())};
  write_h5ad(arguments.target,
             {source.obs(), embedding_var(fitted, source.var()), x, {}, std::move(uns)},
             arguments.overwrite);
  session.note(fmt::format("{} × {} numbers: {}", counted(source.rows(), "image"), fitted.width(),
                           arguments.target.string()));
}

void fit_noise_aware_to_file(Session& session, const EmbedArguments& arguments,
                             const H5adSource& source, const FeatureSource& training,
                             const Table& training_obs, const Dict& activations) {
  const ClassLabels labels = labels_from(training_obs, arguments.by);
  const NoiseAwareEmbedding fitted =
      fit_noise_aware(training, labels, source.var(), arguments.noise, session.context());
  session.note(fmt::format("fitted on {}: {} features in {}",
                           counted(fitted.training_images, "image"), fitted.width(),
                           counted(fitted.blocks.size(), "block")));
  note_splits(session, arguments, source);
  Dict provenance = make_provenance("embedding", session.command_line());
  provenance.set("input", arguments.input.filename().string());
  provenance.set("by", arguments.by);
  if (!arguments.train.empty()) provenance.set("train", arguments.train);
  add_embed_provenance(provenance, fitted);
  if (!activations.empty()) provenance.set("activations", input_provenance(activations));
  write_numbers(session, arguments, source, fitted, std::move(provenance));
}

}  // namespace

void fit_to_file(Session& session, const EmbedArguments& arguments) {
  check_outputs(arguments);
  const Context context = session.context();
  const H5adSource source(arguments.input);
  const Dict activations = provenance_of(source, arguments.input);
  std::optional<RowSubset> subset;
  Table training_obs = source.obs();
  if (!arguments.train.empty()) {
    const std::vector<std::uint64_t> rows = split_rows(source.obs(), arguments.train);
    training_obs = source.obs().select_rows(rows);
    subset.emplace(source, rows);
  }
  const FeatureSource& training = subset ? static_cast<const FeatureSource&>(*subset) : source;
  if (arguments.noise_aware) {
    return fit_noise_aware_to_file(session, arguments, source, training, training_obs, activations);
  }
  std::optional<ScoresFile> scores;
  std::optional<EmbedGuide> guide;
  if (!arguments.scores.empty()) {
    scores.emplace(session, arguments.scores);
    if (arguments.options.method == EmbedMethod::transfer) {
      require_other_images(session, arguments, scores->provenance, activations);
    } else {
      require_training_scores(arguments, scores->provenance, activations);
    }
    guide.emplace(EmbedGuide{scores->scores, scores->selection});
  }
  const Embedding fitted =
      fit_embedding(training, source.var(), arguments.options, guide ? &*guide : nullptr, context);
  note_fit(session, arguments, fitted, source);
  note_tap(session, arguments.options, activations);
  Dict provenance = make_provenance("embedding", session.command_line());
  provenance.set("input", arguments.input.filename().string());
  if (!arguments.train.empty()) provenance.set("train", arguments.train);
  if (scores) provenance.set("scores", arguments.scores.filename().string());
  add_embed_provenance(provenance, fitted);
  std::optional<CompatDifferences> differences;
  if (arguments.options.compat != EmbedCompat::none) {
    const Embedding reference = fit_embedding(training, source.var(), {}, nullptr, context);
    differences = compat_differences(source, fitted, reference, context);
    provenance.set("compat_differences", to_dict(*differences));
  }
  if (!activations.empty()) provenance.set("activations", input_provenance(activations));
  write_digits(session, arguments, source, fitted, std::move(provenance));
  if (differences) Session::print(arguments.json ? to_json(*differences) : to_text(*differences));
}

void apply_to_file(Session& session, const EmbedArguments& arguments) {
  check_outputs(arguments);
  const AnnotatedMatrix file = read_h5ad(arguments.fitted, {.x = false, .layers = false});
  const Dict& facts = content_of(arguments.fitted, [&file]() -> const Dict& {
    return require_provenance(file.uns, "embedding");
  });
  const H5adSource source(arguments.input);
  const Dict activations = provenance_of(source, arguments.input);
  const Value* recorded = facts.find("activations");
  const auto* fitted_on = recorded == nullptr ? nullptr : std::get_if<Dict>(recorded);
  require_same_run(session, fitted_on == nullptr ? Dict() : *fitted_on, activations);
  Dict provenance = make_provenance("embedding", session.command_line());
  provenance.set("input", arguments.input.filename().string());
  provenance.set("fitted", arguments.fitted.filename().string());
  for (const char* key : {"train", "by", "scores", "embed", "lower", "upper", "training_images",
                          "derived_thresholds", "blocks"}) {
    if (const Value* value = facts.find(key)) provenance.set(key, *value);
  }
  if (!activations.empty()) provenance.set("activations", input_provenance(activations));
  if (is_noise_aware(facts)) {
    require_digits(!arguments.packed.empty(), "--packed");
    return write_numbers(session, arguments, source,
                         noise_aware_from(file.var, facts, source.var()), std::move(provenance));
  }
  const Embedding fitted = embedding_from(file.var, facts, source.var());
  if (source.features() > fitted.feature_count()) {
    session.note(
        fmt::format("{} of the {} features are used", fitted.feature_count(), source.features()));
  }
  write_digits(session, arguments, source, fitted, std::move(provenance));
}

}  // namespace lexicnn::cli
