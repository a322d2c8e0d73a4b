#include "lexicnn/score/score.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <limits>
#include <mutex>
#include <span>
#include <vector>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/half.hpp"
#include "lexicnn/core/parallel.hpp"

#include "score/random_classes.hpp"
#include "score/sorted_feature.hpp"
#include "score/sweep.hpp"

namespace lexicnn {
namespace {

constexpr std::uint64_t kMaxRows = std::numeric_limits<std::int32_t>::max();
constexpr std::uint64_t kMaxNulls = 1'000'000;

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

double value_at(const std::byte* column, ElementType type, std::uint64_t row) {
  const std::byte* at = column + row * element_size(type);
  switch (type) {
    case ElementType::f16: {
      Half value;
      std::memcpy(&value, at, sizeof value);
      return to_float(value);
    }
    case ElementType::f32: {
      float value = 0;
      std::memcpy(&value, at, sizeof value);
      return value;
    }
    case ElementType::f64:
      break;
  }
  double value = 0;
  std::memcpy(&value, at, sizeof value);
  return value;
}

/// Per-feature facts, to become columns of `Scores::features`.
struct FeatureFacts {
  explicit FeatureFacts(std::uint64_t features)
      : mean(features), std(features), zero_share(features), distinct(features), dead(features) {}
  std::vector<double> mean, std, zero_share;
  std::vector<std::int64_t> distinct;
  std::vector<std::uint8_t> dead;  // bytes, as workers write neighbours at once
};

/// What one worker needs beside its block of columns.
struct Scratch {
  std::vector<std::byte> block;
  SortedFeature sorted;
  std::vector<ScoreState> states;
  std::vector<KsState> null_states;
  std::vector<double> sums;
  std::vector<std::uint64_t> zeros;
};

/// Scores feature after feature into the grids; one object serves all workers.
class Scorer {
 public:
  Scorer(const FeatureSource& source, const ClassLabels& labels, const Table& features,
         const ScoreOptions& options, const Context& context)
      : source_(source),
        labels_(labels),
        context_(context),
        sizes_(class_sizes(labels)),
        classes_(sizes_.size()),
        total_(labels.codes.size()),
        facts_(source.features()) {
    check_sizes(labels, sizes_);
    scores_.features = features;
    const std::uint64_t count = source.features();
    scores_.numerator = Grid<std::int64_t>(classes_, count);
    for (Grid<double>* grid :
         {&scores_.signed_ks, &scores_.presence, &scores_.absence, &scores_.location, &scores_.auc,
          &scores_.inner_share, &scores_.outer_share, &scores_.class_mean,
          &scores_.class_zero_share}) {
      *grid = Grid<double>(classes_, count);
    }
    codes_.reserve(total_);
    for (const std::int32_t code : labels.codes) {
      codes_.push_back(code < 0 ? static_cast<std::uint32_t>(classes_)
                                : static_cast<std::uint32_t>(code));
    }
    group_of_feature_ = scores_.layer_of_feature();
    prepare_null(options);
  }

  Scores run() {
    const std::uint64_t features = source_.features();
    // A block is what one worker reads at once: a storage block, but small enough for all to be
    // busy.
    const std::uint64_t even = (features + context_.thread_count() - 1) / context_.thread_count();
    const std::uint64_t grain = std::clamp<std::uint64_t>(even, 1, source_.preferred_block());
    std::vector<Scratch> scratch(context_.thread_count());
    std::uint64_t done = 0;
    parallel_ranges(features, grain, context_, [&](Range range, unsigned worker) {
      score_block(range, scratch[worker]);
      const std::lock_guard lock(progress_mutex_);
      done += range.size();
      context_.report({"score", "features", done, features});
    });
    finish();
    return std::move(scores_);
  }

 private:
  void prepare_null(const ScoreOptions& options) {
    if (options.nulls == 0) return;
    NullDistribution& null = scores_.null;
    null.layers = scores_.layer_names();
    null.sizes = sizes_;
    std::sort(null.sizes.begin(), null.sizes.end());
    null.sizes.erase(std::unique(null.sizes.begin(), null.sizes.end()), null.sizes.end());
    null.counts.assign(null.layers.size() * null.sizes.size() * NullDistribution::kBins, 0);
    null.repeats = options.nulls;
    null.seed = options.seed;
    for (const std::uint64_t size : sizes_) {
      size_place_.push_back(static_cast<std::uint64_t>(
          std::lower_bound(null.sizes.begin(), null.sizes.end(), size) - null.sizes.begin()));
    }
    random_ = RandomClasses(codes_, options.nulls, options.seed, context_);
  }

  void score_block(Range range, Scratch& scratch) {
    const std::size_t column_bytes = total_ * element_size(source_.type());
    scratch.block.resize(range.size() * column_bytes);
    source_.read(range.begin, range.size(), scratch.block);
    for (std::uint64_t feature = range.begin; feature < range.end; ++feature) {
      context_.check_stop();
      const auto column =
          std::span(scratch.block).subspan((feature - range.begin) * column_bytes, column_bytes);
      if (const std::size_t bad = scratch.sorted.sort(column, source_.type());
          bad != SortedFeature::kFinite) {
        fail_not_finite(feature, bad, value_at(column.data(), source_.type(), bad));
      }
      describe_feature(feature, column.data(), scratch);
      score_feature(feature, scratch);
      if (!scores_.null.empty()) add_nulls(feature, scratch);
    }
  }

  [[noreturn]] void fail_not_finite(std::uint64_t feature, std::uint64_t image,
                                    double value) const {
    throw Error(
        ErrorKind::not_finite,
        fmt::format("feature '{}' of image {} (counted from 0) is {}: scores need finite values",
                    scores_.features.index[feature], image, value));
  }

  void describe_feature(std::uint64_t feature, const std::byte* column, Scratch& scratch) {
    scratch.sums.assign(classes_ + 1, 0.0);
    scratch.zeros.assign(classes_ + 1, 0);
    for (std::uint64_t row = 0; row < total_; ++row) {
      const double value = value_at(column, source_.type(), row);
      scratch.sums[codes_[row]] += value;
      scratch.zeros[codes_[row]] += value == 0 ? 1 : 0;
    }
    double sum = 0;
    std::uint64_t zeros = 0;
    for (std::uint64_t c = 0; c <= classes_; ++c) {
      sum += scratch.sums[c];
      zeros += scratch.zeros[c];
      if (c == classes_) break;
      const auto size = static_cast<double>(sizes_[c]);
      scores_.class_mean(c, feature) = scratch.sums[c] / size;
      scores_.class_zero_share(c, feature) = static_cast<double>(scratch.zeros[c]) / size;
    }
    const auto total = static_cast<double>(total_);
    const bool dead = scratch.sorted.distinct() == 1;
    const double mean = dead ? scratch.sorted.run_value(0) : sum / total;
    double squares = 0;
    for (std::uint64_t row = 0; row < total_; ++row) {
      const double distance = value_at(column, source_.type(), row) - mean;
      squares += distance * distance;
    }
    facts_.mean[feature] = mean;
    facts_.std[feature] = std::sqrt(squares / total);
    facts_.zero_share[feature] = static_cast<double>(zeros) / total;
    facts_.distinct[feature] = scratch.sorted.distinct();
    facts_.dead[feature] = dead ? 1 : 0;
  }

  void score_feature(std::uint64_t feature, Scratch& scratch) {
    scratch.states.resize(classes_ + 1);
    for (std::uint64_t c = 0; c < classes_; ++c)
      scratch.states[c].reset(sizes_[c]);
    scratch.states[classes_].reset(0);
    sweep<ScoreState, std::uint32_t>(scratch.sorted, codes_, scratch.states);
    for (std::uint64_t c = 0; c < classes_; ++c) {
      settle(feature, c, scratch.states[c], scratch.sorted);
    }
  }

  /// From the integers of a sweep to the numbers of a pair.
  void settle(std::uint64_t feature, std::uint64_t c, const ScoreState& state,
              const SortedFeature& sorted) {
    const auto n = static_cast<double>(state.size);
    const auto total = static_cast<std::int64_t>(total_);
    const auto m = static_cast<double>(total - state.size);
    const double pairs = n * m;
    const bool present = state.plus >= state.minus;
    const std::int64_t numerator = present ? state.plus : -state.minus;
    std::int64_t below = present ? state.plus_below : state.minus_below;
    // Where class and rest are alike at every value, the smallest value is where 0 is first
    // reached.
    if (below == 0) below = sorted.runs()[1];
    const std::int64_t inner_below = (below * state.size - numerator) / total;
    const auto run = std::lower_bound(sorted.runs().begin() + 1, sorted.runs().end(), below) -
                     sorted.runs().begin() - 1;
    scores_.numerator(c, feature) = numerator;
    scores_.signed_ks(c, feature) = static_cast<double>(numerator) / pairs;
    scores_.presence(c, feature) = static_cast<double>(state.plus) / pairs;
    scores_.absence(c, feature) = static_cast<double>(state.minus) / pairs;
    scores_.location(c, feature) = sorted.run_value(static_cast<std::size_t>(run));
    scores_.inner_share(c, feature) = static_cast<double>(state.size - inner_below) / n;
    scores_.outer_share(c, feature) =
        static_cast<double>(total - state.size - (below - inner_below)) / m;
    // Doubled Mann-Whitney U of the class: 2 R - n (n + 1).
    const std::uint64_t size = sizes_[c];
    scores_.auc(c, feature) = static_cast<double>(state.ranks - size * (size + 1)) / (2 * pairs);
  }

  void add_nulls(std::uint64_t feature, Scratch& scratch) {
    NullDistribution& null = scores_.null;
    scratch.null_states.resize(classes_ + 1);
    const std::uint64_t base =
        group_of_feature_[feature] * null.sizes.size() * NullDistribution::kBins;
    for (std::uint64_t repeat = 0; repeat < null.repeats; ++repeat) {
      for (std::uint64_t c = 0; c < classes_; ++c)
        scratch.null_states[c].reset(sizes_[c]);
      scratch.null_states[classes_].reset(0);
      random_.sweep(repeat, scratch.sorted, scratch.null_states);
      for (std::uint64_t c = 0; c < classes_; ++c) {
        const KsState& state = scratch.null_states[c];
        const auto numerator = static_cast<std::uint64_t>(std::max(state.plus, state.minus));
        const std::uint64_t denominator = sizes_[c] * (total_ - sizes_[c]);
        const std::uint64_t place = base + size_place_[c] * NullDistribution::kBins +
                                    NullDistribution::bin(numerator, denominator);
        std::atomic_ref(null.counts[place]).fetch_add(1, std::memory_order_relaxed);
      }
    }
  }

  void finish() {
    Table& features = scores_.features;
    features.set("mean", std::move(facts_.mean), "mean over all images");
    features.set("std", std::move(facts_.std), "population standard deviation over all images");
    features.set("zero_share", std::move(facts_.zero_share), "share of images that are exactly 0");
    features.set("distinct", std::move(facts_.distinct), "number of distinct values");
    features.set("dead", std::vector<bool>(facts_.dead.begin(), facts_.dead.end()),
                 "the same value for every image");
    Table& classes = scores_.classes;
    classes.index = labels_.names;
    std::vector<std::int64_t> inner;
    std::vector<std::int64_t> outer;
    std::vector<bool> single;
    for (const std::uint64_t size : sizes_) {
      inner.push_back(static_cast<std::int64_t>(size));
      outer.push_back(static_cast<std::int64_t>(total_ - size));
      single.push_back(size == 1);
    }
    classes.set("n", std::move(inner), "images of the class");
    classes.set("m", std::move(outer), "images of the rest");
    classes.set("single", std::move(single), "the class has one image: scores are of little worth");
  }

  const FeatureSource& source_;
  const ClassLabels& labels_;
  const Context& context_;
  std::vector<std::uint64_t> sizes_;
  std::uint64_t classes_;
  std::uint64_t total_;
  std::vector<std::uint32_t> codes_;  // classes_ stands for no class
  FeatureFacts facts_;
  Scores scores_;
  std::vector<std::uint32_t> group_of_feature_;
  std::vector<std::uint64_t> size_place_;
  RandomClasses random_;
  std::mutex progress_mutex_;
};

}  // namespace

Scores score(const FeatureSource& source, const ClassLabels& labels, const Table& features,
             const ScoreOptions& options, const Context& context) {
  check_input(source, labels, features, options);
  return Scorer(source, labels, features, options, context).run();
}

}  // namespace lexicnn
