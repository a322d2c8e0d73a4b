/// Deterministic parallel ranges on std::thread.
#pragma once

#include <cstdint>
#include <functional>

#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// Half-open range of items, [begin, end).
struct Range {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  [[nodiscard]] std::uint64_t size() const noexcept { return end - begin; }
};

/// Calls `body(range, worker)` once for each of the ranges [0, grain), [grain, 2·grain), … of
/// [0, count), on up to `context.thread_count()` threads. The cut into ranges depends on `count`
/// and `grain` only, so a body that writes to places owned by its items gives the same result for
/// any number of threads. `worker` is in [0, thread_count), for per-thread scratch memory.
///
/// The first exception (lowest range) is rethrown after all workers have ended; a requested stop
/// becomes Error(cancelled). `grain` 0 is taken as 1.
LEXICNN_API void parallel_ranges(std::uint64_t count, std::uint64_t grain, const Context& context,
                                 const std::function<void(Range, unsigned)>& body);

/// The same on the threads of all of `context.ranks`: each range is done by one thread of one rank,
/// whichever asks first. Collective; of all ranks' exceptions that of the lowest range is rethrown
/// on every rank. A rank may then have done none of the ranges.
LEXICNN_API void shared_ranges(std::uint64_t count, std::uint64_t grain, const Context& context,
                               const std::function<void(Range, unsigned)>& body);

}  // namespace lexicnn
