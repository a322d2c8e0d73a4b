/// The processes that share the work of one run: one, or those that MPI has started.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// The ranks of a run. Every rank runs the same program on the same arguments; what is called
/// collective here must be called by all ranks, in the same order. Safe to call from several
/// threads, where one thread at a time is in a collective call.
///
/// A rank that dies takes the others with it: who has started them (mpirun, a scheduler) ends them.
class LEXICNN_API Ranks {
 public:
  Ranks() = default;
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;
  virtual ~Ranks();

  [[nodiscard]] virtual unsigned rank() const noexcept = 0;  ///< of this process, from 0
  [[nodiscard]] virtual unsigned size() const noexcept = 0;  ///< at least 1
  [[nodiscard]] bool first() const noexcept { return rank() == 0; }
  [[nodiscard]] bool alone() const noexcept { return size() == 1; }

  /// Processors of this machine that this rank may take for itself, at least 1.
  [[nodiscard]] virtual unsigned processors() const noexcept = 0;

  /// Collective: returns when all ranks have called it.
  virtual void barrier() = 0;

  /// Collective: gives rank 0's bytes to every rank.
  [[nodiscard]] virtual std::string broadcast(std::string bytes) = 0;

  /// Collective: rank 0 gets the bytes of all ranks, in their order; the others get nothing.
  [[nodiscard]] virtual std::vector<std::string> gather(std::string bytes) = 0;

  /// Collective: on every rank, each value becomes the sum of those of all ranks.
  virtual void sum(std::span<std::uint64_t> values) = 0;

  /// Collective: on every rank, each word becomes the bitwise or of those of all ranks. Joins what
  /// the ranks have filled in of a table that was zero.
  virtual void unite(std::span<std::uint64_t> words) = 0;

  /// Collective: units of work are handed out anew, from 0, until `finish_units`.
  virtual void start_units() = 0;

  /// The next unit, each of which one thread of one rank gets. After `end_units` on any rank it is
  /// beyond all that there are.
  [[nodiscard]] virtual std::uint64_t next_unit() = 0;
  virtual void end_units() = 0;

  /// Collective: called when all threads of this rank are done with units; returns when all ranks
  /// are.
  virtual void finish_units() = 0;

  /// Lets one process of each machine have the last word, when the run ends before its time.
  [[nodiscard]] virtual bool take_last_word() noexcept = 0;

  /// Whoever has taken it calls the first when it is spoken; the others then know by the second.
  virtual void finish_last_word() noexcept = 0;
  [[nodiscard]] virtual bool last_word_spoken() const noexcept = 0;

  /// A rank of this machine whose process has died, if there is one: it was not about to end. Safe
  /// while other threads of this process are at work.
  [[nodiscard]] virtual std::optional<unsigned> find_lost() const = 0;

  /// Ends all ranks at once, with this exit status. Where the ranks have failed together, rank 0
  /// does so when it has spoken. Returns where there is one rank only.
  virtual void abort(int status) noexcept = 0;

  /// Whether the ranks have thrown the same error, out of `together`.
  [[nodiscard]] bool failed_together() const noexcept { return failed_together_; }
  void fail_together() noexcept { failed_together_ = true; }

 private:
  std::atomic<bool> failed_together_ = false;  // read when a signal ends the run
};

/// One process.
LEXICNN_API Ranks& one_rank() noexcept;

/// Joins the ranks that MPI has started this process with, if there are any and lexicnn was built
/// with MPI (LEXICNN_MPI); else one rank. Call it once, in the main thread; the object must outlive
/// what uses it, and leaves MPI when it goes.
LEXICNN_API std::unique_ptr<Ranks> join_ranks();

/// Collective: gives rank 0's numbers to every rank.
LEXICNN_API std::vector<std::uint64_t> broadcast_numbers(Ranks& ranks,
                                                         std::vector<std::uint64_t> numbers);

/// Collective: each rank does `work`. Where it throws on any, every rank throws the same: of all
/// that were thrown the error of the lowest `place`, then of the lowest rank.
LEXICNN_API void together(Ranks& ranks, const std::function<void()>& work);
LEXICNN_API void together(Ranks& ranks, const std::function<void()>& work,
                          const std::uint64_t& place);

}  // namespace lexicnn
