#include "lexicnn/score/score.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <filesystem>
#include <fmt/format.h>
#include <limits>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "lexicnn/core/column.hpp"
#include "lexicnn/core/error.hpp"
#include "lexicnn/core/parallel.hpp"
#include "lexicnn/core/ranks.hpp"

#include "score/feature_scorer.hpp"
#include "score/grid_spool.hpp"
#include "score/half_samples.hpp"
#include "score/memory_plan.hpp"
#include "score/null_counter.hpp"
#include "score/null_tally.hpp"

namespace lexicnn {
namespace {

constexpr std::uint64_t kMaxRows = std::numeric_limits<std::int32_t>::max();
constexpr std::uint64_t kMaxNulls = 1'000'000;
constexpr std::uint64_t kMaxHalves = 100'000;

void check_input(const FeatureSource& source, const ClassLabels& labels, const Table& features,
                 const ScoreOptions& options) {
  if (labels.codes.size() != source.rows()) {
    throw Error(ErrorKind::invalid_input, fmt::format("there are {} labels for {} images",
                                                      labels.codes.size(), source.rows()));
  }
  if (features.rows() != source.features()) {
    throw Error(ErrorKind::invalid_input, fmt::format("there are {} feature names for {} features",
                                                      features.rows(), source.features()));
  }
  if (source.rows() == 0) throw Error(ErrorKind::invalid_input, "the matrix has no images");
  if (source.features() == 0) throw Error(ErrorKind::invalid_input, "the matrix has no features");
  if (source.rows() > kMaxRows) {
    throw Error(
        ErrorKind::invalid_input,
        fmt::format("{} images are more than the {} that counts hold", source.rows(), kMaxRows));
  }
  if (options.nulls > kMaxNulls) {
    throw Error(ErrorKind::invalid_option,
                fmt::format("nulls = {} is not in 0 to {}", options.nulls, kMaxNulls));
  }
  if (options.bootstrap > kMaxHalves) {
    throw Error(ErrorKind::invalid_option,
                fmt::format("bootstrap = {} is not in 0 to {}", options.bootstrap, kMaxHalves));
  }
  if (options.panel_top == 0) {
    throw Error(ErrorKind::invalid_option, "panel_top = 0: the panel's precision needs 1 image");
  }
  const auto classes = static_cast<std::int64_t>(labels.names.size());
  for (std::size_t row = 0; row < labels.codes.size(); ++row) {
    if (labels.codes[row] < -1 || labels.codes[row] >= classes) {
      throw Error(ErrorKind::invalid_input, fmt::format("image {} has class number {} of {}", row,
                                                        labels.codes[row], classes));
    }
  }
}

void check_sizes(const ClassLabels& labels, const std::vector<std::uint64_t>& sizes) {
  if (sizes.empty()) throw Error(ErrorKind::invalid_input, "no image has a class");
  for (std::size_t c = 0; c < sizes.size(); ++c) {
    if (sizes[c] == 0) {
      throw Error(ErrorKind::invalid_input,
                  fmt::format("class '{}' has no images", labels.names[c]));
    }
    if (sizes[c] == labels.codes.size()) {
      throw Error(ErrorKind::one_class,
                  fmt::format("class '{}' holds all {} images: there is no rest to compare with",
                              labels.names[c], sizes[c]));
    }
  }
}

/// Ascending, each once.
std::vector<std::uint64_t> distinct(std::vector<std::uint64_t> sizes) {
  std::sort(sizes.begin(), sizes.end());
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  return sizes;
}

MemoryShape memory_shape(const FeatureSource& source, const std::vector<std::uint64_t>& sizes,
                         const Table& features, const Context& context) {
  MemoryShape shape;
  shape.alone = context.all_ranks().alone();
  shape.images = source.rows();
  shape.features = source.features();
  shape.classes = sizes.size();
  shape.type = source.type();
  const std::vector<std::uint64_t> each = distinct(sizes);
  shape.sizes = each.size();
  shape.null_sizes = NullDistribution::shared_sizes(each, source.rows()).size();
  Scores named;
  named.features = features;
  const std::vector<std::uint32_t> layers = named.layer_of_feature();
  shape.layers = named.layer_names().size();
  shape.layers_in_order = std::is_sorted(layers.begin(), layers.end());
  return shape;
}

enum class Grids { in_memory, on_disk };

ScorePlan plan(const FeatureSource& source, const ClassLabels& labels, const Table& features,
               const ScoreOptions& options, Grids grids, const Context& context) {
  check_input(source, labels, features, options);
  const std::vector<std::uint64_t> sizes = class_sizes(labels);
  check_sizes(labels, sizes);
  const MemoryShape shape = memory_shape(source, sizes, features, context);
  const bool spooled = grids == Grids::on_disk;
  ScorePlan out =
      plan_within(memory_need(shape, options, spooled), options.memory.bytes, source.features(),
                  source.preferred_block(), context.thread_count(), context.all_ranks().size());
  if (spooled) out.disk = grid_bytes(shape, options);
  return out;
}

/// Units of work are the same on all ranks: blocks of the rank that has the smallest.
ScorePlan same_plan(Ranks& ranks, ScorePlan plan) {
  if (ranks.alone()) return plan;
  std::uint64_t least = plan.block;
  for (const std::string& each : ranks.gather(std::to_string(plan.block)))
    least = std::min<std::uint64_t>(least, std::stoull(each));
  plan.block = std::stoull(ranks.broadcast(std::to_string(least)));
  return plan;
}

/// Numbers as the words that ranks unite.
template <typename T>
std::span<std::uint64_t> words_of(std::vector<T>& numbers) {
  static_assert(sizeof(T) == sizeof(std::uint64_t));
  return {reinterpret_cast<std::uint64_t*>(numbers.data()), numbers.size()};
}

/// Scores block after block of features into the grids, which lie in memory, or in a scratch file
/// beside a target; one object serves all workers of this rank.
class Scorer {
 public:
  Scorer(const FeatureSource& source, const ClassLabels& labels, const Table& features,
         const ScoreOptions& options, const std::filesystem::path* target, const Context& context)
      : source_(source),
        labels_(labels),
        context_(context),
        ranks_(context_.all_ranks()),
        plan_(same_plan(ranks_,
                        plan(source, labels, features, options,
                             target == nullptr ? Grids::in_memory : Grids::on_disk, context))),
        facts_(source.features()) {
    context_.threads = plan_.threads;
    task_.sizes = class_sizes(labels);
    const std::uint64_t classes = task_.sizes.size();
    task_.sizes.push_back(labels.codes.size() - std::accumulate(task_.sizes.begin(),
                                                                task_.sizes.end(),
                                                                std::uint64_t{0}));
    for (const std::int32_t code : labels.codes) {
      task_.codes.push_back(
          static_cast<std::uint32_t>(code < 0 ? classes : static_cast<std::uint64_t>(code)));
    }
    scores_.features = features;
    make_grids(classes, options, target);
    layer_of_feature_ = scores_.layer_of_feature();
    task_.panel_top = options.panel ? options.panel_top : 0;
    prepare_sizes();
    prepare_null(options);
    if (options.bootstrap == 0) return;
    halves_ = HalfSamples(task_.codes, task_.sizes, options.bootstrap, options.seed, context_);
    half_sums_ = HalfSums(options.bootstrap, scores_.layer_names().size());
  }

  Scores run() {
    score_blocks();
    if (!ranks_.alone()) join_ranks();
    finish();
    if (halves_.count() != 0) scores_.resamples = half_sums_.means(half_pairs());
    return std::move(scores_);
  }

  /// Of what `run` has scored.
  std::unique_ptr<GridSpool> take_spool() { return std::move(spool_); }

 private:
  void score_blocks() {
    const std::uint64_t features = source_.features();
    std::vector<std::optional<Worker>> workers(plan_.threads);
    std::uint64_t done = 0;
    shared_ranges(features, plan_.block, context_, [&](Range range, unsigned number) {
      if (!workers[number]) workers[number].emplace(task_, tally_ ? &*tally_ : nullptr, halves_);
      score_block(range, *workers[number]);
      const std::lock_guard lock(progress_mutex_);
      // Blocks are handed out in order: the ranks are done with those before, or at them.
      done = ranks_.alone() ? done + range.size() : std::max(done, range.end);
      context_.report({"score", "features", done, features});
    });
  }

  /// What this rank's share of the features has left zero comes from the others.
  void join_ranks() {
    join_facts();
    if (spool_) {
      spool_->complete();
    } else {
      ranks_.unite(words_of(scores_.numerator.values()));
      for (const ScoreGrid& each : grids_)
        ranks_.unite(words_of((scores_.*each.grid).values()));
    }
    if (tally_) tally_->join(ranks_);
    half_sums_.join(ranks_);
  }

  void join_facts() {
    std::vector<std::uint64_t> words;
    for (const FeatureFacts& facts : facts_) {
      for (const double number : {facts.mean, facts.std, facts.zero_share})
        words.push_back(std::bit_cast<std::uint64_t>(number));
      words.push_back(static_cast<std::uint64_t>(facts.distinct));
    }
    ranks_.unite(words);
    const std::uint64_t* from = words.data();
    for (FeatureFacts& facts : facts_) {
      for (double* number : {&facts.mean, &facts.std, &facts.zero_share})
        *number = std::bit_cast<double>(*from++);
      facts.distinct = static_cast<std::int64_t>(*from++);
      facts.dead = facts.distinct == 1;
    }
  }

  void make_grids(std::uint64_t classes, const ScoreOptions& options,
                  const std::filesystem::path* target) {
    grids_ = options.panel ? kScoreGrids : kPlainGrids;
    if (target != nullptr) {
      spool_ = std::make_unique<GridSpool>(ranks_, *target, classes, source_.features(),
                                           plan_.block, grids_);
      return;
    }
    scores_.numerator = Grid<std::int64_t>(classes, source_.features());
    for (const ScoreGrid& each : grids_)
      scores_.*each.grid = Grid<double>(classes, source_.features());
  }

  struct Worker {
    Worker(const ScoreTask& task, NullTally* tally, const HalfSamples& halves)
        : scorer(task), null(task, tally), half_scorer(halves) {}
    FeatureScorer scorer;
    NullCounter null;
    HalfScorer half_scorer;
    std::vector<std::byte> block;
    std::vector<PairScores> pairs;  // [class][feature of the block]
  };

  void prepare_sizes() {
    distinct_sizes_ = distinct({task_.sizes.begin(), task_.sizes.end() - 1});
    for (const std::uint64_t size : distinct_sizes_)
      task_.p_values.emplace_back(size, task_.total() - size);
    for (std::uint64_t c = 0; c < task_.classes(); ++c) {
      const auto place =
          std::lower_bound(distinct_sizes_.begin(), distinct_sizes_.end(), task_.sizes[c]);
      task_.size_place.push_back(static_cast<std::uint64_t>(place - distinct_sizes_.begin()));
    }
  }

  void prepare_null(const ScoreOptions& options) {
    if (options.nulls == 0) return;
    NullDistribution& null = scores_.null;
    null.layers = scores_.layer_names();
    null.sizes = NullDistribution::shared_sizes(distinct_sizes_, task_.total());
    null.repeats = options.nulls;
    null.seed = options.seed;
    for (std::uint64_t c = 0; c < task_.classes(); ++c)
      task_.null_place.push_back(null.find_size(task_.sizes[c]));
    if (options.feature_null) {
      null.feature_quantiles.resize(NullDistribution::kFeatureLevels.size() * null.sizes.size() *
                                    source_.features());
    }
    tally_.emplace(null, layer_of_feature_, !ranks_.alone());
    task_.repeats = options.nulls;
    task_.random = RandomClasses(task_.codes, options.nulls, options.seed, context_);
  }

  void score_block(Range range, Worker& worker) {
    const std::size_t column_bytes = task_.total() * element_size(source_.type());
    worker.block.resize(range.size() * column_bytes);
    worker.pairs.resize(range.size() * task_.classes());
    source_.read(range.begin, range.size(), worker.block);
    for (std::uint64_t i = 0; i < range.size(); ++i) {
      context_.check_stop();
      const auto column = std::span(worker.block).subspan(i * column_bytes, column_bytes);
      const std::uint64_t feature = range.begin + i;
      if (const std::size_t bad = worker.scorer.take(column, source_.type());
          bad != SortedFeature::kFinite) {
        fail_not_finite(feature, source_.stored_row(bad),
                        value_at(column.data(), source_.type(), bad));
      }
      facts_[feature] = worker.scorer.score(worker.pairs.data() + i, range.size());
      check_means(feature, range.size(), worker.pairs.data() + i);
      worker.null.add(worker.scorer.sorted(), layer_of_feature_[feature], feature);
      if (halves_.count() != 0)
        worker.half_scorer.add(worker.scorer.sorted(), layer_of_feature_[feature], half_sums_);
    }
    worker.null.flush();
    if (spool_) {
      spool_->write(range, worker.pairs);
    } else {
      file_pairs(range, worker.pairs);
    }
  }

  /// Copies a block's pairs to the grids: a class at a time, so that neighbours are written
  /// together.
  void file_pairs(Range range, const std::vector<PairScores>& pairs) {
    for (std::uint64_t c = 0; c < task_.classes(); ++c) {
      const PairScores* from = pairs.data() + c * range.size();
      for (std::uint64_t i = 0; i < range.size(); ++i) {
        scores_.numerator(c, range.begin + i) = from[i].numerator;
      }
      for (const ScoreGrid& each : grids_) {
        double* to = &(scores_.*each.grid)(c, range.begin);
        for (std::uint64_t i = 0; i < range.size(); ++i)
          to[i] = from[i].*each.number;
      }
    }
  }

  /// Pairs of each layer that a half scores.
  [[nodiscard]] std::vector<std::uint64_t> half_pairs() const {
    std::vector<std::uint64_t> out(scores_.layer_names().size());
    for (const std::uint32_t layer : layer_of_feature_)
      out[layer] += halves_.scored_classes();
    return out;
  }

  [[noreturn]] void fail_not_finite(std::uint64_t feature, std::uint64_t image,
                                    double value) const {
    throw Error(
        ErrorKind::not_finite,
        fmt::format("feature '{}' of image {} (counted from 0) is {}: scores need finite values",
                    scores_.features.index[feature], image, value));
  }

  /// Finite values can have sums that are not.
  void check_means(std::uint64_t feature, std::size_t stride, const PairScores* pairs) const {
    bool finite = std::isfinite(facts_[feature].mean) && std::isfinite(facts_[feature].std);
    for (std::uint64_t c = 0; c < task_.classes(); ++c)
      finite = finite && std::isfinite(pairs[c * stride].class_mean);
    if (finite) return;
    throw Error(ErrorKind::not_finite,
                fmt::format("the values of feature '{}' are so large that their mean or standard "
                            "deviation is not finite: scale them down",
                            scores_.features.index[feature]));
  }

  /// A column of `Scores::features` from one member of the facts.
  template <typename Member>
  auto fact_column(Member member) const {
    std::vector<std::decay_t<decltype(std::declval<FeatureFacts>().*member)>> out;
    for (const FeatureFacts& facts : facts_)
      out.push_back(facts.*member);
    return out;
  }

  void finish() {
    Table& features = scores_.features;
    features.set("mean", fact_column(&FeatureFacts::mean), "mean over all images");
    features.set("std", fact_column(&FeatureFacts::std),
                 "population standard deviation over all images");
    features.set("zero_share", fact_column(&FeatureFacts::zero_share),
                 "share of images that are exactly 0");
    features.set("distinct", fact_column(&FeatureFacts::distinct), "number of distinct values");
    features.set("dead", fact_column(&FeatureFacts::dead), "the same value for every image");
    Table& classes = scores_.classes;
    classes.index = labels_.names;
    std::vector<std::int64_t> inner;
    std::vector<std::int64_t> outer;
    std::vector<bool> single;
    for (std::uint64_t c = 0; c < task_.classes(); ++c) {
      inner.push_back(static_cast<std::int64_t>(task_.sizes[c]));
      outer.push_back(static_cast<std::int64_t>(task_.total() - task_.sizes[c]));
      single.push_back(task_.sizes[c] == 1);
    }
    classes.set("n", std::move(inner), "images of the class");
    classes.set("m", std::move(outer), "images of the rest");
    classes.set("single", std::move(single), "the class has one image: scores are of little worth");
  }

  const FeatureSource& source_;
  const ClassLabels& labels_;
  Context context_;
  Ranks& ranks_;
  ScorePlan plan_;
  ScoreTask task_;
  std::vector<FeatureFacts> facts_;
  Scores scores_;
  std::span<const ScoreGrid> grids_;
  std::unique_ptr<GridSpool> spool_;  // where the grids are not in memory
  std::vector<std::uint64_t> distinct_sizes_;
  std::vector<std::uint32_t> layer_of_feature_;
  std::optional<NullTally> tally_;
  HalfSamples halves_;
  HalfSums half_sums_;
  std::mutex progress_mutex_;
};

}  // namespace

ScorePlan plan_score(const FeatureSource& source, const ClassLabels& labels, const Table& features,
                     const ScoreOptions& options, const Context& context) {
  return plan(source, labels, features, options, Grids::in_memory, context);
}

ScorePlan plan_score_to_disk(const FeatureSource& source, const ClassLabels& labels,
                             const Table& features, const ScoreOptions& options,
                             const Context& context) {
  return plan(source, labels, features, options, Grids::on_disk, context);
}

Scores score(const FeatureSource& source, const ClassLabels& labels, const Table& features,
             const ScoreOptions& options, const Context& context) {
  return Scorer(source, labels, features, options, nullptr, context).run();
}

SpooledScores score_to_disk(const FeatureSource& source, const ClassLabels& labels,
                            const Table& features, const ScoreOptions& options,
                            const std::filesystem::path& target, const Context& context) {
  Scorer scorer(source, labels, features, options, &target, context);
  Scores scores = scorer.run();
  return {std::move(scores), scorer.take_spool()};
}

}  // namespace lexicnn
