/// Calls into MPI by several threads, one at a time: not all implementations take more.
#pragma once

#include <mpi.h>
#include <mutex>

namespace lexicnn {

/// Throws Error(rank_lost) where `status` is a failure of the call `what`.
void check_mpi(int status, const char* what);

/// Held while a thread calls MPI.
using MpiLock = std::lock_guard<std::mutex>;

/// Waits for a request without keeping the processor or other threads from MPI: waiting leaves both
/// to the ranks and threads that are at work.
void wait_for(MPI_Request& request, std::mutex& calls);

}  // namespace lexicnn
