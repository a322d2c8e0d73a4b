#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <mpi.h>
#include <mutex>
#include <sched.h>
#include <stop_token>
#include <string_view>
#include <thread>
#include <unistd.h>

#include "lexicnn/core/error.hpp"

#include "core/single_rank.hpp"

namespace lexicnn {
namespace {

using namespace std::chrono_literals;

/// Units beyond all that there are, with room for more to be asked for.
constexpr std::uint64_t kNoMoreUnits = std::uint64_t{1} << 62U;

/// Values that go in one call: a count of MPI has 32 bits, and buffers are as large.
constexpr std::size_t kValuesAtOnce = std::size_t{1} << 22U;

/// How long a rank that has failed with the others waits for rank 0 to speak and end the run.
constexpr auto kPatience = 3s;

void check(int status, const char* what) {
  if (status == MPI_SUCCESS) return;
  std::array<char, MPI_MAX_ERROR_STRING> text{};
  int length = 0;
  MPI_Error_string(status, text.data(), &length);
  throw Error(ErrorKind::rank_lost,
              std::string("the processes of this run have lost each other (") + what + ": " +
                  std::string(text.data(), static_cast<std::size_t>(length)) +
                  "); start it again, an extraction with --resume");
}

/// What the processes of one machine share: a flag, and their ranks and process ids.
struct Process {
  std::atomic<int> spoken;
  unsigned rank;
  int id;
};
static_assert(std::atomic<int>::is_always_lock_free);

/// Whether the process is gone, or dead and not yet waited for.
bool is_dead(int process) {
  if (::kill(process, 0) != 0) return errno == ESRCH;
  std::ifstream status("/proc/" + std::to_string(process) + "/stat");
  std::string line;
  std::getline(status, line);
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos || name_end + 2 >= line.size()) return false;
  const char state = line[name_end + 2];
  return state == 'Z' || state == 'X';
}

/// Calls into MPI are made by one thread at a time: not all implementations take more.
class MpiRanks final : public Ranks {
 public:
  MpiRanks() {
    int given = 0;
    check(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &given), "MPI_Init_thread");
    if (given < MPI_THREAD_SERIALIZED) {
      MPI_Finalize();
      throw Error(ErrorKind::invalid_option,
                  "this MPI takes calls from the main thread only: use one with "
                  "MPI_THREAD_SERIALIZED");
    }
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    int number = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &number);
    rank_ = static_cast<unsigned>(number);
    MPI_Comm_size(MPI_COMM_WORLD, &number);
    size_ = static_cast<unsigned>(number);
    meet_machine();
    check(MPI_Win_allocate(first() ? sizeof(std::uint64_t) : 0, sizeof(std::uint64_t),
                           MPI_INFO_NULL, MPI_COMM_WORLD, &counter_, &counter_window_),
          "MPI_Win_allocate");
    check(MPI_Win_lock_all(MPI_MODE_NOCHECK, counter_window_), "MPI_Win_lock_all");
    if (first()) ticker_ = std::jthread([this](const std::stop_token& stop) { tick(stop); });
  }

  ~MpiRanks() override {
    ticker_.request_stop();
    if (ticker_.joinable()) ticker_.join();
    const std::lock_guard lock(mutex_);
    MPI_Win_unlock_all(counter_window_);
    MPI_Win_free(&counter_window_);
    MPI_Win_free(&machine_window_);
    MPI_Comm_free(&machine_);
    MPI_Finalize();
  }

  [[nodiscard]] unsigned rank() const noexcept override { return rank_; }
  [[nodiscard]] unsigned size() const noexcept override { return size_; }
  [[nodiscard]] unsigned processors() const noexcept override { return processors_; }

  void barrier() override {
    MPI_Request request = MPI_REQUEST_NULL;
    {
      const std::lock_guard lock(mutex_);
      check(MPI_Ibarrier(MPI_COMM_WORLD, &request), "MPI_Ibarrier");
    }
    // Waiting leaves the processor to the ranks that are still at work.
    for (auto pause = 20us;; pause = std::min<std::chrono::microseconds>(2 * pause, 2ms)) {
      int done = 0;
      {
        const std::lock_guard lock(mutex_);
        check(MPI_Test(&request, &done, MPI_STATUS_IGNORE), "MPI_Test");
      }
      if (done != 0) return;
      std::this_thread::sleep_for(pause);
    }
  }

  [[nodiscard]] std::string broadcast(std::string bytes) override {
    std::uint64_t size = bytes.size();
    barrier();
    const std::lock_guard lock(mutex_);
    check(MPI_Bcast(&size, 1, MPI_UINT64_T, 0, MPI_COMM_WORLD), "MPI_Bcast");
    bytes.resize(size);
    for (std::size_t begin = 0; begin < size; begin += kValuesAtOnce) {
      const auto count = static_cast<int>(std::min(kValuesAtOnce, size - begin));
      check(MPI_Bcast(bytes.data() + begin, count, MPI_BYTE, 0, MPI_COMM_WORLD), "MPI_Bcast");
    }
    return bytes;
  }

  [[nodiscard]] std::vector<std::string> gather(std::string bytes) override {
    constexpr int kTag = 1;
    std::vector<std::uint64_t> sizes(size_);
    const std::uint64_t size = bytes.size();
    barrier();
    const std::lock_guard lock(mutex_);
    check(MPI_Gather(&size, 1, MPI_UINT64_T, sizes.data(), 1, MPI_UINT64_T, 0, MPI_COMM_WORLD),
          "MPI_Gather");
    const auto each_part = [](std::string& all, auto&& call) {
      for (std::size_t begin = 0; begin < all.size(); begin += kValuesAtOnce) {
        call(all.data() + begin, static_cast<int>(std::min(kValuesAtOnce, all.size() - begin)));
      }
    };
    if (!first()) {
      each_part(bytes, [](char* data, int count) {
        check(MPI_Send(data, count, MPI_BYTE, 0, kTag, MPI_COMM_WORLD), "MPI_Send");
      });
      return {};
    }
    std::vector<std::string> out(size_);
    out.front() = std::move(bytes);
    for (unsigned from = 1; from < size_; ++from) {
      out[from].resize(sizes[from]);
      each_part(out[from], [from](char* data, int count) {
        check(MPI_Recv(data, count, MPI_BYTE, static_cast<int>(from), kTag, MPI_COMM_WORLD,
                       MPI_STATUS_IGNORE),
              "MPI_Recv");
      });
    }
    return out;
  }

  void sum(std::span<std::uint64_t> values) override { reduce(values, MPI_SUM); }
  void unite(std::span<std::uint64_t> words) override { reduce(words, MPI_BOR); }

  void start_units() override {
    barrier();  // nobody is at the units before
    if (first()) change_counter(0, MPI_REPLACE);
    barrier();
  }

  [[nodiscard]] std::uint64_t next_unit() override { return change_counter(1, MPI_SUM); }
  void end_units() override { change_counter(kNoMoreUnits, MPI_REPLACE); }

  [[nodiscard]] bool take_last_word() noexcept override {
    return processes_.front()->spoken.exchange(1) == 0;
  }

  [[nodiscard]] std::optional<unsigned> find_lost() const noexcept override {
    for (const Process* process : processes_) {
      if (is_dead(process->id)) return process->rank;
    }
    return {};
  }

  void abort(int status) noexcept override {
    if (failed_together() && !first()) std::this_thread::sleep_for(kPatience);
    MPI_Abort(MPI_COMM_WORLD, status);
    ::_exit(status);
  }

 private:
  /// Finds the ranks of this machine, and which processors are this one's.
  void meet_machine() {
    check(MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine_),
          "MPI_Comm_split_type");
    int neighbours = 0;
    MPI_Comm_size(machine_, &neighbours);
    Process* mine = nullptr;
    check(MPI_Win_allocate_shared(sizeof(Process), 1, MPI_INFO_NULL, machine_, &mine,
                                  &machine_window_),
          "MPI_Win_allocate_shared");
    mine->spoken = 0;
    mine->rank = rank_;
    mine->id = ::getpid();
    for (int i = 0; i < neighbours; ++i) {
      MPI_Aint bytes = 0;
      int unit = 0;
      Process* each = nullptr;
      check(MPI_Win_shared_query(machine_window_, i, &bytes, &unit, &each), "MPI_Win_shared_query");
      processes_.push_back(each);
    }
    cpu_set_t own;
    CPU_ZERO(&own);
    ::sched_getaffinity(0, sizeof own, &own);
    std::vector<cpu_set_t> all(processes_.size());
    check(MPI_Allgather(&own, sizeof own, MPI_BYTE, all.data(), sizeof own, MPI_BYTE, machine_),
          "MPI_Allgather");
    const auto sharers = std::count_if(all.begin(), all.end(), [&own](const cpu_set_t& each) {
      return CPU_EQUAL(&own, &each) != 0;
    });
    processors_ = static_cast<unsigned>(std::max<std::ptrdiff_t>(CPU_COUNT(&own) / sharers, 1));
  }

  void reduce(std::span<std::uint64_t> values, MPI_Op operation) {
    barrier();
    const std::lock_guard lock(mutex_);
    for (std::size_t begin = 0; begin < values.size(); begin += kValuesAtOnce) {
      const auto count = static_cast<int>(std::min(kValuesAtOnce, values.size() - begin));
      check(MPI_Allreduce(MPI_IN_PLACE, values.data() + begin, count, MPI_UINT64_T, operation,
                          MPI_COMM_WORLD),
            "MPI_Allreduce");
    }
  }

  std::uint64_t change_counter(std::uint64_t by, MPI_Op operation) {
    std::uint64_t before = 0;
    const std::lock_guard lock(mutex_);
    check(MPI_Fetch_and_op(&by, &before, MPI_UINT64_T, 0, 0, operation, counter_window_),
          "MPI_Fetch_and_op");
    check(MPI_Win_flush(0, counter_window_), "MPI_Win_flush");
    return before;
  }

  /// A network without one-sided access needs rank 0 to look after the counter that lies there.
  void tick(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      if (const std::unique_lock lock(mutex_, std::try_to_lock); lock.owns_lock()) {
        int found = 0;
        MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &found, MPI_STATUS_IGNORE);
      }
      std::this_thread::sleep_for(1ms);
    }
  }

  unsigned rank_ = 0;
  unsigned size_ = 1;
  unsigned processors_ = 1;
  MPI_Comm machine_ = MPI_COMM_NULL;
  MPI_Win machine_window_ = MPI_WIN_NULL;
  std::vector<Process*> processes_;  // of this machine, by rank
  std::uint64_t* counter_ = nullptr;
  MPI_Win counter_window_ = MPI_WIN_NULL;
  std::mutex mutex_;
  std::jthread ticker_;
};

/// Whether a launcher has started this process: without one there is nobody to join, and MPI would
/// start helpers of its own.
bool is_launched() {
  constexpr std::array kMarks{"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK", "PMI_SIZE",
                              "MPI_LOCALNRANKS"};
  return std::any_of(kMarks.begin(), kMarks.end(),
                     [](const char* mark) { return std::getenv(mark) != nullptr; });
}

}  // namespace

std::unique_ptr<Ranks> join_ranks() {
  if (!is_launched()) return std::make_unique<SingleRank>();
  return std::make_unique<MpiRanks>();
}

}  // namespace lexicnn
