#include "lexicnn/embed/evaluate.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>

#include "lexicnn/core/parallel.hpp"
#include "lexicnn/embed/clustering.hpp"

#include "embed/evaluate_plan.hpp"
#include "embed/evaluate_summary.hpp"

namespace lexicnn {
namespace {

/// Inner folds of the splits have streams of their own, beyond those of the draws.
constexpr std::uint64_t kInnerStream = std::uint64_t{1} << 61U;

/// Progress from several threads, one at a time.
class Steps {
 public:
  Steps(const Context& context, std::uint64_t total) : context_(context), total_(total) {}

  void done() {
    const std::lock_guard lock(mutex_);
    context_.report({"evaluate", "splits", ++done_, total_});
  }

 private:
  const Context& context_;
  std::mutex mutex_;
  std::uint64_t done_ = 0;
  std::uint64_t total_;
};

/// What the classifiers made of one representation: [kind][split].
struct RepresentationOutcome {
  std::vector<std::vector<SplitOutcome>> outcomes;
  std::vector<std::vector<std::vector<std::int32_t>>> predicted;
};

class Evaluator {
 public:
  Evaluator(const std::vector<EvaluationInput>& inputs, const ClassLabels& labels,
            const EvaluateOptions& options, const EvaluationTask& task, const Context& context)
      : labels_(labels), options_(options), task_(task), context_(context) {
    context_.threads = task.plan.threads;
    alone_ = context_;
    alone_.threads = 1;
    alone_.progress = nullptr;
    alone_.log = nullptr;
    chooses_layers_ =
        std::any_of(task.representations.begin(), task.representations.end(),
                    [](const auto& each) { return each.kind == RepresentationKind::best_layer; });
    for (const EvaluationInput& input : inputs)
      matrices_.push_back(std::make_unique<LoadedMatrix>(input, context_));
  }

  EvaluateResult run() {
    EvaluateResult out = begin();
    const auto computed = static_cast<std::uint64_t>(std::count_if(
        task_.representations.begin(), task_.representations.end(),
        [](const auto& each) { return each.kind != RepresentationKind::best_layer; }));
    Steps steps(context_, computed * task_.splits.size());
    std::vector<RepresentationOutcome> all;
    for (const Representation& each : task_.representations) {
      all.push_back(each.kind == RepresentationKind::best_layer ? choose_layers(each, all)
                                                                : classify_all(each, steps));
    }
    for (std::size_t kind = 0; kind < task_.kinds.size(); ++kind) {
      for (std::size_t i = 0; i < all.size(); ++i) {
        const Representation& each = task_.representations[i];
        if (!each.wanted) continue;
        add_evaluations(out, each.name, task_.kinds[kind], all[i].outcomes[kind],
                        all[i].predicted[kind]);
      }
    }
    add_differences(out);
    return out;
  }

  EvaluateResult cluster() {
    EvaluateResult out = begin();
    std::vector<std::uint64_t> labelled;
    std::vector<std::int32_t> codes;
    for (std::uint64_t row = 0; row < labels_.codes.size(); ++row) {
      if (labels_.codes[row] < 0) continue;
      labelled.push_back(row);
      codes.push_back(labels_.codes[row]);
    }
    for (const Representation& each : task_.representations)
      out.clusterings.push_back(cluster_one(each, labelled, codes));
    return out;
  }

 private:
  [[nodiscard]] EvaluateResult begin() const {
    EvaluateResult out;
    out.classes = labels_.names;
    out.codes = labels_.codes;
    out.splits = task_.splits;
    for (const Representation& each : task_.representations) {
      if (each.wanted) out.representations.push_back(each.name);
    }
    return out;
  }

  RepresentationOutcome classify_all(const Representation& each, Steps& steps) {
    RepresentationOutcome out;
    out.outcomes.assign(task_.kinds.size(), std::vector<SplitOutcome>(task_.splits.size()));
    out.predicted.resize(task_.kinds.size());
    for (auto& of_kind : out.predicted)
      of_kind.resize(task_.splits.size());
    const LoadedMatrix& matrix = *matrices_[each.input];
    std::optional<FixedRows> fixed;
    std::optional<DotProducts> products;
    if (!each.is_fitted()) {
      fixed.emplace(matrix, each, context_);
      products.emplace(fixed->rows());
      if (task_.plan.keeps_products) products->keep_all(context_);
    }
    parallel_ranges(task_.splits.size(), 1, context_, [&](Range range, unsigned) {
      const std::size_t split = range.begin;
      if (products) {
        classify_one(*products, split, false, out);
      } else {
        const FittedRows rows(matrix, each.kind, labels_, task_.splits[split].train, options_.seed,
                              alone_);
        classify_one(DotProducts(rows.rows()), split, rows.fell_back(), out);
      }
      steps.done();
    });
    return out;
  }

  void classify_one(const DotProducts& products, std::size_t place, bool fell_back,
                    RepresentationOutcome& out) const {
    const TrainTestSplit& split = task_.splits[place];
    ClassifierSettings settings;
    settings.kinds = task_.kinds;
    settings.cost = options_.cost;
    settings.neighbours = options_.neighbours;
    settings.inner_folds = options_.folds;
    settings.inner_accuracy = chooses_layers_;
    settings.seed = options_.seed;
    settings.stream = kInnerStream + split.repeat;
    ClassifierResult result = classify(
        {products, labels_.codes, labels_.names.size(), split.train, split.test}, settings);
    for (std::size_t kind = 0; kind < task_.kinds.size(); ++kind) {
      Classified& classified = result.classified[kind];
      SplitOutcome& outcome = out.outcomes[kind][place];
      outcome.split = place;
      outcome.cost = classified.cost;
      outcome.scale = result.scale;
      outcome.inner_accuracy = classified.inner_accuracy;
      outcome.fell_back = fell_back;
      measure(labels_, split, classified.predicted, outcome);
      out.predicted[kind][place] = std::move(classified.predicted);
    }
  }

  /// For each split the outcome of the layer that did best within its training images.
  [[nodiscard]] RepresentationOutcome choose_layers(
      const Representation& wanted, const std::vector<RepresentationOutcome>& all) const {
    RepresentationOutcome out;
    for (std::size_t kind = 0; kind < task_.kinds.size(); ++kind) {
      auto& outcomes = out.outcomes.emplace_back();
      auto& predicted = out.predicted.emplace_back();
      for (std::size_t split = 0; split < task_.splits.size(); ++split) {
        std::size_t best = all.size();
        for (std::size_t i = 0; i < all.size(); ++i) {
          const Representation& each = task_.representations[i];
          if (each.kind != RepresentationKind::layer || each.input != wanted.input) continue;
          // Deeper layers come later and win where neither is better, or nothing is known (NaN).
          if (best == all.size() || !(inner(all[i], kind, split) < inner(all[best], kind, split)))
            best = i;
        }
        outcomes.push_back(all[best].outcomes[kind][split]);
        outcomes.back().chosen = task_.representations[best].columns.name;
        predicted.push_back(all[best].predicted[kind][split]);
      }
    }
    return out;
  }

  static double inner(const RepresentationOutcome& outcome, std::size_t kind, std::size_t split) {
    return outcome.outcomes[kind][split].inner_accuracy;
  }

  ClusterEvaluation cluster_one(const Representation& each,
                                const std::vector<std::uint64_t>& labelled,
                                const std::vector<std::int32_t>& codes) {
    const LoadedMatrix& matrix = *matrices_[each.input];
    Grid<double> products(labelled.size(), labelled.size());
    const auto multiply = [&](const RowsView& rows) {
      DotProducts all(rows);
      all.keep_all(context_);
      all.get(labelled, labelled, products.values().data());
    };
    if (each.is_fitted()) {
      multiply(FittedRows(matrix, each.kind, labels_, labelled, options_.seed, context_).rows());
    } else {
      multiply(FixedRows(matrix, each, context_).rows());
    }
    KMeansOptions how;
    how.clusters = labels_.names.size();
    how.seed = options_.seed;
    const KMeansResult found = k_means(products, how, context_);
    ClusterEvaluation out{each.name,
                          normalized_mutual_information(found.clusters, codes),
                          silhouette(products, found.clusters),
                          silhouette(products, codes),
                          found.inertia,
                          std::vector<std::int32_t>(labels_.codes.size(), -1)};
    for (std::size_t i = 0; i < labelled.size(); ++i)
      out.clusters[labelled[i]] = found.clusters[i];
    return out;
  }

  const ClassLabels& labels_;
  const EvaluateOptions& options_;
  const EvaluationTask& task_;
  Context context_;
  Context alone_;  // for work within one split
  bool chooses_layers_ = false;
  std::vector<std::unique_ptr<LoadedMatrix>> matrices_;
};

}  // namespace

EvaluateResult evaluate(const std::vector<EvaluationInput>& inputs, const ClassLabels& labels,
                        const std::vector<std::string>& splits, const EvaluateOptions& options,
                        const Context& context) {
  const EvaluationTask task = make_task(inputs, labels, splits, options, context);
  Evaluator evaluator(inputs, labels, options, task, context);
  return options.clustering ? evaluator.cluster() : evaluator.run();
}

const Evaluation* find_evaluation(const EvaluateResult& result, const std::string& representation,
                                  ClassifierKind classifier, std::uint64_t shots) {
  const auto found =
      std::find_if(result.evaluations.begin(), result.evaluations.end(), [&](const auto& each) {
        return each.representation == representation && each.classifier == classifier &&
               each.shots == shots;
      });
  return found == result.evaluations.end() ? nullptr : &*found;
}

}  // namespace lexicnn
