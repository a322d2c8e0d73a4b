#include "score/memory_plan.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/score/scores.hpp"

#include "score/feature_scorer.hpp"
#include "score/null_tally.hpp"
#include "score/radix_sort.hpp"

namespace lexicnn {
namespace {

constexpr std::uint64_t kGridBytes = 8;
/// Where the exact law of p keeps what it has worked out: 16 n m, of at most 20,000 pairs.
constexpr std::uint64_t kLawBytes = 16 * KsPValues::kExactPairs;

/// Where less than this fits, a thread more is worth less than wider blocks.
constexpr std::uint64_t kUsefulBlock = 64;

/// The null: the codes of the random classes, its histograms, and those by batches of the layers
/// that are open at once. A thread opens a layer that another ends, and one of its own.
void add_null(const MemoryShape& shape, const ScoreOptions& options, MemoryNeed& need) {
  if (options.nulls == 0) return;
  const std::uint64_t code = shape.classes < 0xFFFF ? 2 : 4;
  const std::uint64_t bins = shape.null_sizes * NullDistribution::kBins * 8;
  const std::uint64_t open = NullTally::layer_bytes(options.nulls, shape.null_sizes);
  need.fixed += shape.images * options.nulls * code + shape.layers * 2 * bins;
  if (shape.layers_in_order && shape.alone && shape.layers > 1) {
    need.fixed += open;
    need.worker += 2 * open;
  } else {
    need.fixed += shape.layers * open;
  }
  // Places of the random classes, and their counts before they go to the layer's.
  need.worker += shape.images * 8 + open / 2;
  if (!options.feature_null) return;
  need.fixed += shape.features * shape.null_sizes * NullDistribution::kFeatureLevels.size() * 8;
  need.worker += bins;
}

/// At most `limit` features. Where each thread has few blocks, all have as many: the last would
/// otherwise keep one thread busy alone.
std::uint64_t even_block(std::uint64_t features, std::uint64_t threads, std::uint64_t limit) {
  constexpr std::uint64_t kFewBlocks = 4;
  const auto divided = [](std::uint64_t a, std::uint64_t b) { return (a + b - 1) / b; };
  const std::uint64_t blocks = std::max<std::uint64_t>(divided(features, threads * limit), 1);
  return blocks > kFewBlocks ? limit
                             : std::max<std::uint64_t>(divided(features, threads * blocks), 1);
}

}  // namespace

std::uint64_t grid_bytes(const MemoryShape& shape, const ScoreOptions& options) {
  const std::uint64_t grids = 1 + (options.panel ? kScoreGrids : kPlainGrids).size();
  return shape.classes * shape.features * grids * kGridBytes;
}

MemoryNeed memory_need(const MemoryShape& shape, const ScoreOptions& options, bool spooled) {
  const std::uint64_t record =
      shape.type == ElementType::f64 ? sizeof(WideRecord) : sizeof(NarrowRecord);
  // Of a grid that is read back: its part of a few blocks too.
  const std::uint64_t one_grid = shape.classes * shape.features * kGridBytes;
  MemoryNeed out;
  out.fixed = shape.images * 8 + (spooled ? 2 * one_grid : grid_bytes(shape, options)) +
              shape.features * sizeof(FeatureFacts) + shape.sizes * kLawBytes;
  // Of each image: its number, place, value, run; two records; its place in its class.
  out.worker = shape.images * (4 + 8 + 8 + 4 + 2 * record + 8) +
               shape.classes * 3 * 8 * RunPlace::kPadding +
               2 * SortedFeature::kMostKeys * sizeof(std::uint32_t);
  out.column = shape.images * element_size(shape.type) + shape.classes * sizeof(PairScores);
  add_null(shape, options, out);
  if (options.bootstrap != 0) {
    out.fixed += shape.images * options.bootstrap + options.bootstrap * shape.layers * 32;
    out.worker += shape.images * 8 + shape.classes * 3 * 8 * RunPlace::kPadding;
  }
  return out;
}

ScorePlan plan_within(const MemoryNeed& need, std::uint64_t limit, std::uint64_t features,
                      std::uint64_t preferred_block, unsigned threads, unsigned ranks) {
  const std::uint64_t least = need.fixed + need.worker + need.column;
  if (limit < least) {
    throw Error(ErrorKind::invalid_option,
                fmt::format("memory = {} is too little: these images, features, classes and nulls "
                            "need {}",
                            to_string(ByteSize{limit}), to_string(ByteSize{least})));
  }
  const std::uint64_t free = limit - need.fixed;
  const std::uint64_t whole = need.worker + std::min(preferred_block, kUsefulBlock) * need.column;
  ScorePlan plan;
  plan.threads = static_cast<unsigned>(std::clamp<std::uint64_t>(free / whole, 1, threads));
  const std::uint64_t fits = (free / plan.threads - need.worker) / need.column;
  plan.block = even_block(features, std::uint64_t{plan.threads} * ranks,
                          std::clamp<std::uint64_t>(fits, 1, preferred_block));
  plan.bytes = need.fixed + plan.threads * (need.worker + plan.block * need.column);
  return plan;
}

}  // namespace lexicnn
