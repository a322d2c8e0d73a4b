/// Units of work, handed out by rank 0 to all ranks.
#pragma once

#include <atomic>
#include <cstdint>
#include <mpi.h>
#include <mutex>
#include <stop_token>
#include <thread>

namespace lexicnn {

/// A counter that lies with rank 0, whose own thread answers the others while it is open. By
/// messages: one-sided access, which would need no thread, is not to be had on every network.
class UnitCounter {
 public:
  /// Collective. `calls` is held while MPI is called.
  UnitCounter(MPI_Comm all, std::mutex& calls);
  UnitCounter(const UnitCounter&) = delete;
  UnitCounter& operator=(const UnitCounter&) = delete;
  ~UnitCounter();

  /// By rank 0, and `close` when all ranks have had the answers to what they have asked.
  void open();
  void close();

  /// The next number, from 0; beyond all units after `end` on any rank. Of any thread.
  [[nodiscard]] std::uint64_t next();
  void end();

 private:
  std::uint64_t ask(std::uint64_t question);
  std::uint64_t answer(std::uint64_t question);
  void serve(const std::stop_token& stop);
  bool serve_one();

  MPI_Comm all_ = MPI_COMM_NULL;
  std::mutex& calls_;
  int rank_ = 0;
  std::atomic<std::uint64_t> next_{0};
  std::jthread server_;
};

}  // namespace lexicnn
