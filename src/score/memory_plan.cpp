#include "score/memory_plan.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/score/scores.hpp"

#include "score/feature_scorer.hpp"
#include "score/radix_sort.hpp"

namespace lexicnn {
namespace {

constexpr std::uint64_t kGridBytes = 8;
/// Where the exact law of p keeps what it has worked out: 16 n m, of at most 20,000 pairs.
constexpr std::uint64_t kLawBytes = 16 * KsPValues::kExactPairs;

/// Where less than this fits, a thread more is worth less than wider blocks.
constexpr std::uint64_t kUsefulBlock = 64;

}  // namespace

MemoryNeed memory_need(std::uint64_t images, std::uint64_t features, std::uint64_t classes,
                       std::uint64_t sizes, ElementType type, const ScoreOptions& options) {
  const std::uint64_t code = classes < 0xFFFF ? 2 : 4;
  const std::uint64_t record = type == ElementType::f64 ? sizeof(WideRecord) : sizeof(NarrowRecord);
  const std::uint64_t grids = sizeof(PairScores) / kGridBytes;
  MemoryNeed out;
  out.fixed = images * (8 + options.nulls * code) + classes * features * grids * kGridBytes +
              features * sizeof(FeatureFacts) + sizes * kLawBytes;
  // Of each image: its number, place, value, run; two records; its place in its class, and in a
  // random one.
  out.worker = images * (4 + 8 + 8 + 4 + 2 * record + 8 + (options.nulls == 0 ? 0 : 8)) +
               classes * 3 * 8 * RunPlace::kPadding +
               2 * SortedFeature::kMostKeys * sizeof(std::uint32_t) +
               (options.nulls == 0 ? 0 : sizes * NullDistribution::kBins * sizeof(std::uint32_t));
  out.column = images * element_size(type) + classes * sizeof(PairScores);
  return out;
}

ScorePlan plan_within(const MemoryNeed& need, std::uint64_t limit, std::uint64_t features,
                      std::uint64_t preferred_block, unsigned threads) {
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
  // Small enough for all threads to be busy.
  const std::uint64_t even = (features + plan.threads - 1) / plan.threads;
  const std::uint64_t fits = (free / plan.threads - need.worker) / need.column;
  plan.block = std::clamp<std::uint64_t>(std::min(even, fits), 1, preferred_block);
  plan.bytes = need.fixed + plan.threads * (need.worker + plan.block * need.column);
  return plan;
}

}  // namespace lexicnn
