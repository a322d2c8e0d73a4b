/// How a caller watches and stops long work: log and progress callbacks, a stop token, threads.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string_view>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

class Ranks;

enum class LogLevel { debug, info, warning };

/// One report of progress; `total` is 0 where it is not known.
struct Progress {
  std::string_view stage;  ///< the stage's word, e.g. "extract"
  std::string_view unit;   ///< what is counted, e.g. "images"
  std::uint64_t done = 0;
  std::uint64_t total = 0;
};

using LogCallback = std::function<void(LogLevel, std::string_view)>;
using ProgressCallback = std::function<void(const Progress&)>;

/// Passed to every stage. Callbacks may be empty; they are called from one thread at a time, never
/// concurrently, and must not throw.
struct LEXICNN_API Context {
  unsigned threads =
      0;  ///< worker threads; 0 = one per hardware thread. Results never depend on it.
  /// The processes that share the work, all of which must then call the stage; null = this one
  /// alone. Results never depend on it.
  Ranks* ranks = nullptr;
  LogCallback log;
  ProgressCallback progress;
  std::stop_token stop;

  /// `ranks`, or the one rank of a single process.
  [[nodiscard]] Ranks& all_ranks() const noexcept;

  /// `threads`, with 0 resolved to what this rank has of the hardware threads (at least 1).
  [[nodiscard]] unsigned thread_count() const noexcept;

  void say(LogLevel level, std::string_view message) const;
  void report(const Progress& progress_now) const;

  /// Throws Error(cancelled) when a stop was requested.
  void check_stop() const;
};

}  // namespace lexicnn
