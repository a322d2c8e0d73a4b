#include "core/mpi/unit_counter.hpp"

#include <chrono>

#include "lexicnn/core/error.hpp"

#include "core/mpi/calls.hpp"

namespace lexicnn {
namespace {

/// Beyond all units that there are, with room for more to be asked for.
constexpr std::uint64_t kNoMore = std::uint64_t{1} << 62U;

constexpr std::uint64_t kNext = 0;
constexpr std::uint64_t kEnd = 1;

constexpr int kQuestion = 1;
constexpr int kAnswer = 2;

/// How often rank 0 looks for questions; a unit takes far longer.
constexpr std::chrono::microseconds kPause{250};

}  // namespace

UnitCounter::UnitCounter(MPI_Comm all, std::mutex& calls) : calls_(calls) {
  const MpiLock lock(calls_);
  check_mpi(MPI_Comm_dup(all, &all_), "MPI_Comm_dup");
  check_mpi(MPI_Comm_rank(all_, &rank_), "MPI_Comm_rank");
}

UnitCounter::~UnitCounter() {
  close();
  const MpiLock lock(calls_);
  MPI_Comm_free(&all_);
}

void UnitCounter::open() {
  next_ = 0;
  server_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}

void UnitCounter::close() {
  server_.request_stop();
  if (server_.joinable()) server_.join();
}

std::uint64_t UnitCounter::next() {
  return rank_ == 0 ? answer(kNext) : ask(kNext);
}

void UnitCounter::end() {
  if (rank_ == 0) {
    answer(kEnd);
  } else {
    ask(kEnd);
  }
}

std::uint64_t UnitCounter::answer(std::uint64_t question) {
  return question == kNext ? next_.fetch_add(1) : next_.exchange(kNoMore);
}

std::uint64_t UnitCounter::ask(std::uint64_t question) {
  std::uint64_t answer = 0;
  MPI_Request request = MPI_REQUEST_NULL;
  {
    // Threads of one rank may get each other's answers, which are as good.
    const MpiLock lock(calls_);
    check_mpi(MPI_Irecv(&answer, 1, MPI_UINT64_T, 0, kAnswer, all_, &request), "MPI_Irecv");
    check_mpi(MPI_Send(&question, 1, MPI_UINT64_T, 0, kQuestion, all_), "MPI_Send");
  }
  wait_for(request, calls_);
  return answer;
}

void UnitCounter::serve(const std::stop_token& stop) {
  try {
    while (!stop.stop_requested()) {
      if (!serve_one()) std::this_thread::sleep_for(kPause);
    }
  } catch (const Error&) {
    // The ranks have lost each other: those that wait for an answer are ended with the run.
  }
}

bool UnitCounter::serve_one() {
  const MpiLock lock(calls_);
  int found = 0;
  MPI_Status status;
  check_mpi(MPI_Iprobe(MPI_ANY_SOURCE, kQuestion, all_, &found, &status), "MPI_Iprobe");
  if (found == 0) return false;
  std::uint64_t question = 0;
  check_mpi(MPI_Recv(&question, 1, MPI_UINT64_T, status.MPI_SOURCE, kQuestion, all_, &status),
            "MPI_Recv");
  const std::uint64_t number = answer(question);
  check_mpi(MPI_Send(&number, 1, MPI_UINT64_T, status.MPI_SOURCE, kAnswer, all_), "MPI_Send");
  return true;
}

}  // namespace lexicnn
