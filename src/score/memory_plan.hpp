/// How many features are scored at once within a limit of memory.
#pragma once

#include <cstdint>

#include "lexicnn/core/source.hpp"
#include "lexicnn/score/score.hpp"

namespace lexicnn {

/// What the scores of a matrix take, in bytes.
struct MemoryNeed {
  std::uint64_t fixed = 0;   ///< labels, random classes, results
  std::uint64_t worker = 0;  ///< what each thread sorts and counts in
  std::uint64_t column = 0;  ///< each feature that a thread holds
};

MemoryNeed memory_need(std::uint64_t images, std::uint64_t features, std::uint64_t classes,
                       std::uint64_t sizes, ElementType type, const ScoreOptions& options);

/// As many threads as may be used, each with the block that the source prefers; where that is too
/// much, smaller blocks, then fewer threads, and at last still smaller blocks. Throws
/// Error(invalid_option) that says what is needed where not even one feature at a time fits.
ScorePlan plan_within(const MemoryNeed& need, std::uint64_t limit, std::uint64_t features,
                      std::uint64_t preferred_block, unsigned threads);

}  // namespace lexicnn
