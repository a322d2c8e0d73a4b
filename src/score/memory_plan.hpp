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

/// What is scored, as far as the memory depends on it.
struct MemoryShape {
  std::uint64_t images = 0;
  std::uint64_t features = 0;
  std::uint64_t classes = 0;
  std::uint64_t sizes = 0;       ///< distinct class sizes
  std::uint64_t null_sizes = 0;  ///< of these, with a null of their own
  std::uint64_t layers = 0;
  bool layers_in_order = true;  ///< the features of each layer stand together
  bool alone = true;            ///< this rank does all layers
  ElementType type = ElementType::f32;
};

/// `spooled`: the grids lie on disk, one of them in memory when the file is made.
MemoryNeed memory_need(const MemoryShape& shape, const ScoreOptions& options, bool spooled = false);

/// Bytes of all grids.
std::uint64_t grid_bytes(const MemoryShape& shape, const ScoreOptions& options);

/// As many threads as may be used, each with the block that the source prefers; where that is too
/// much, smaller blocks, then fewer threads, and at last still smaller blocks. Throws
/// Error(invalid_option) that says what is needed where not even one feature at a time fits. So
/// many `ranks` share the features.
ScorePlan plan_within(const MemoryNeed& need, std::uint64_t limit, std::uint64_t features,
                      std::uint64_t preferred_block, unsigned threads, unsigned ranks = 1);

}  // namespace lexicnn
