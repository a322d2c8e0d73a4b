#include "embed/evaluate_plan.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/feature_name.hpp"

namespace lexicnn {
namespace {

constexpr ClassifierKind kKinds[] = {ClassifierKind::svm, ClassifierKind::logistic,
                                     ClassifierKind::knn, ClassifierKind::centroid};

std::vector<ClassifierKind> chosen_kinds(const EvaluateOptions& options) {
  std::vector<ClassifierKind> out;
  for (const ClassifierKind kind : kKinds) {
    if (glob_match_any(options.classifier, to_string(kind))) out.push_back(kind);
  }
  if (out.empty()) {
    throw Error(ErrorKind::invalid_option,
                fmt::format("no classifier is called '{}' (classifiers: svm, logistic, knn, "
                            "centroid)",
                            fmt::join(options.classifier, "' or '")));
  }
  return out;
}

/// Those that a pattern names, and the layers that best-layer chooses from.
std::vector<Representation> chosen_representations(const std::vector<EvaluationInput>& inputs,
                                                   const EvaluateOptions& options) {
  std::vector<Representation> all = all_representations(inputs);
  std::vector<std::string> names;
  std::set<std::size_t> inputs_with_choice;
  bool any = false;
  for (Representation& each : all) {
    if (!(options.clustering && each.uses_labels())) names.push_back(each.name);
    each.wanted = glob_match_any(options.representation, each.name) &&
                  !(options.clustering && each.uses_labels());
    any = any || each.wanted;
    if (each.wanted && each.kind == RepresentationKind::best_layer)
      inputs_with_choice.insert(each.input);
  }
  if (!any) {
    throw Error(ErrorKind::invalid_option,
                fmt::format("no representation{} is called '{}' (representations: {})",
                            options.clustering ? " without labels" : "",
                            fmt::join(options.representation, "' or '"), fmt::join(names, ", ")));
  }
  std::erase_if(all, [&inputs_with_choice](const Representation& each) {
    const bool needed =
        each.kind == RepresentationKind::layer && inputs_with_choice.contains(each.input);
    return !each.wanted && !needed;
  });
  return all;
}

void require_lengths(const std::vector<EvaluationInput>& inputs, const ClassLabels& labels,
                     const std::vector<std::string>& splits) {
  if (inputs.empty()) throw Error(ErrorKind::invalid_input, "there is nothing to evaluate");
  std::set<std::string> names;
  for (const EvaluationInput& input : inputs) {
    const std::uint64_t rows = input.source.rows();
    if (rows != labels.codes.size() || rows != splits.size()) {
      throw Error(ErrorKind::invalid_input,
                  fmt::format("'{}' has {} images, there are {} labels and {} splits", input.name,
                              rows, labels.codes.size(), splits.size()));
    }
    if (!names.insert(input.name).second) {
      throw Error(ErrorKind::invalid_input,
                  fmt::format("two inputs have the name '{}'", input.name));
    }
  }
}

std::uint64_t matrix_bytes(const EvaluationInput& input) {
  const std::uint64_t value = std::max<std::uint64_t>(element_size(input.source.type()), 4);
  return value * input.source.rows() * input.source.features();
}

/// What fitting a representation takes beside the matrix.
std::uint64_t fitting_bytes(const Representation& each, std::uint64_t rows, std::uint64_t train,
                            std::uint64_t classes) {
  const std::uint64_t columns = each.columns.count;
  constexpr std::uint64_t kBlocks = 1024;  // a row of the blocks in which features are read
  constexpr std::uint64_t kGrids = 17;     // of Scores and Selection
  switch (each.kind) {
    case RepresentationKind::full_network:
      return rows * (columns + kBlocks);
    case RepresentationKind::selected:
      return rows * (columns + kBlocks) + classes * columns * 8 * kGrids;
    case RepresentationKind::noise_aware:  // each feature twice as a float; a layer in float64
      return rows * columns * (8 + 8) + train * columns * 24;
    default:
      return 0;
  }
}

/// Of one thread, for the largest training part.
std::uint64_t thread_bytes(const std::vector<EvaluationInput>& inputs, const ClassLabels& labels,
                           const EvaluationTask& task) {
  std::uint64_t train = 0;
  for (const TrainTestSplit& split : task.splits)
    train = std::max<std::uint64_t>(train, split.train.size());
  std::uint64_t most = 0;
  for (const Representation& each : task.representations) {
    const EvaluationInput& input = inputs[each.input];
    const std::uint64_t rows = input.source.rows();
    const std::uint64_t columns = each.columns.count;
    // Dot products, coordinates, and these as LIBLINEAR's nodes of 16 bytes.
    std::uint64_t bytes =
        train * 8 * train + 24 * train * std::min(train, columns + 1) + 512 * train;
    bytes += fitting_bytes(each, rows, train, labels.names.size());
    most = std::max(most, bytes);
  }
  return most;
}

EvaluatePlan plan_within(const std::vector<EvaluationInput>& inputs, const ClassLabels& labels,
                         const EvaluationTask& task, const EvaluateOptions& options,
                         const Context& context) {
  std::uint64_t fixed = 0;
  for (const EvaluationInput& input : inputs)
    fixed += matrix_bytes(input);
  const std::uint64_t images = labels.codes.size();
  const std::uint64_t products = 8 * images * images;
  std::uint64_t thread = thread_bytes(inputs, labels, task);
  if (options.clustering) {
    fixed += 2 * products;
    thread = 8 * images * (labels.names.size() + 4);
    for (const EvaluationInput& input : inputs)
      fixed += input.source.rows() * input.source.features();
  }
  const std::uint64_t limit = options.memory.bytes;
  if (limit < fixed + thread) {
    throw Error(ErrorKind::invalid_option,
                fmt::format("memory = {} is too little: these images, features and shots need {}",
                            to_string(ByteSize{limit}), to_string(ByteSize{fixed + thread})));
  }
  EvaluatePlan out;
  out.threads = static_cast<unsigned>(
      std::clamp<std::uint64_t>((limit - fixed) / thread, 1, context.thread_count()));
  out.bytes = fixed + out.threads * thread;
  out.keeps_products = options.clustering || limit - out.bytes >= products;
  if (out.keeps_products && !options.clustering) out.bytes += products;
  return out;
}

}  // namespace

std::vector<std::uint64_t> parse_shots(const std::string& text) {
  constexpr std::uint64_t kMost = 1'000'000'000;
  const auto fail = [&text](const char* why) {
    throw Error(ErrorKind::invalid_option,
                fmt::format("'{}' is no list of shots ({}): give numbers of images and 'all', "
                            "parted by commas, as 1,2,5,all",
                            text, why));
  };
  std::vector<std::uint64_t> out;
  std::size_t from = 0;
  while (from <= text.size()) {
    const std::size_t to = std::min(text.find(',', from), text.size());
    const std::string word = text.substr(from, to - from);
    std::uint64_t shots = 0;
    if (word != "all") {
      const char* end = word.data() + word.size();
      const auto [stop, error] = std::from_chars(word.data(), end, shots);
      if (error != std::errc() || stop != end || shots < 1 || shots > kMost)
        fail("each is a whole number from 1 on");
    }
    if (std::count(out.begin(), out.end(), shots) != 0) fail("each may come once");
    out.push_back(shots);
    from = to + 1;
  }
  return out;
}

std::string shots_text(std::uint64_t shots) {
  return shots == 0 ? "all" : fmt::format("{}", shots);
}

std::vector<std::string> representation_names(const std::vector<EvaluationInput>& inputs) {
  std::vector<std::string> out;
  for (Representation& each : all_representations(inputs))
    out.push_back(std::move(each.name));
  return out;
}

EvaluationTask make_task(const std::vector<EvaluationInput>& inputs, const ClassLabels& labels,
                         const std::vector<std::string>& splits, const EvaluateOptions& options,
                         const Context& context) {
  require_lengths(inputs, labels, splits);
  EvaluationTask out;
  out.representations = chosen_representations(inputs, options);
  out.kinds = chosen_kinds(options);
  const std::vector<ImageRole> roles =
      options.splits ? roles_of(splits)
                     : std::vector<ImageRole>(labels.codes.size(), ImageRole::both);
  SplitOptions how{{}, options.repeats, options.folds, options.seed};
  if (!options.clustering) how.shots = parse_shots(options.shots);
  out.splits = make_splits(labels, roles, how);
  out.plan = plan_within(inputs, labels, out, options, context);
  return out;
}

EvaluatePlan plan_evaluate(const std::vector<EvaluationInput>& inputs, const ClassLabels& labels,
                           const std::vector<std::string>& splits, const EvaluateOptions& options,
                           const Context& context) {
  return make_task(inputs, labels, splits, options, context).plan;
}

}  // namespace lexicnn
