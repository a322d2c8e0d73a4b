#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <mpi.h>
#include <mutex>
#include <optional>
#include <poll.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "lexicnn/core/error.hpp"

#include "core/mpi/calls.hpp"
#include "core/mpi/unit_counter.hpp"
#include "core/single_rank.hpp"

namespace lexicnn {
namespace {

using namespace std::chrono_literals;

/// Values that go in one call: a count of MPI has 32 bits, and buffers are as large.
constexpr std::size_t kValuesAtOnce = std::size_t{1} << 22U;

/// How long a rank that has failed with the others waits for rank 0 to speak and end the run: what
/// rank 0 holds may take its time to be given back.
constexpr auto kPatience = 20s;

/// Calls `move(begin, count)` for parts that one call of MPI takes.
template <typename Move>
void in_parts(std::size_t size, const Move& move) {
  for (std::size_t begin = 0; begin < size; begin += kValuesAtOnce)
    move(begin, static_cast<int>(std::min(kValuesAtOnce, size - begin)));
}

constexpr int kUnspoken = 0;
constexpr int kTaken = 1;
constexpr int kSpoken = 2;

/// What the processes of one machine share: how the last word stands (the first's counts), and of
/// each whether it ends by itself, its rank and its number in this space of numbers.
struct Process {
  std::atomic<int> word;
  std::atomic<int> ending;
  unsigned rank;
  int id;
  std::uint64_t space;
};
static_assert(std::atomic<int>::is_always_lock_free);

/// Where process numbers are the same, as between containers they need not be.
std::uint64_t number_space() {
  struct stat facts {};
  return ::stat("/proc/self/ns/pid", &facts) == 0 ? facts.st_ino : 0;
}

/// Files that can be read when a process of this machine has ended; -1 where the system has none.
class Watchmen {
 public:
  Watchmen() = default;
  Watchmen(const Watchmen&) = delete;
  Watchmen& operator=(const Watchmen&) = delete;
  ~Watchmen() {
    for (const pollfd& each : files_) {
      if (each.fd >= 0) ::close(each.fd);
    }
  }

  void add(int process) {
    // The C library's own declaration of it is not for C++.
    files_.push_back({static_cast<int>(::syscall(SYS_pidfd_open, process, 0)), POLLIN, 0});
  }
  void add_none() { files_.push_back({-1, 0, 0}); }

  /// Of each in turn, whether it has ended.
  [[nodiscard]] std::vector<bool> look() const {
    std::vector<pollfd> files = files_;
    std::vector<bool> out(files.size());
    if (::poll(files.data(), files.size(), 0) <= 0) return out;
    for (std::size_t i = 0; i < files.size(); ++i)
      out[i] = (files[i].revents & POLLIN) != 0;
    return out;
  }

 private:
  std::vector<pollfd> files_;
};

class MpiRanks final : public Ranks {
 public:
  MpiRanks() {
    int given = 0;
    check_mpi(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &given), "MPI_Init_thread");
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
    watch_machine();
    share_processors();
    units_.emplace(MPI_COMM_WORLD, mutex_);
  }

  ~MpiRanks() override {
    mine().ending = 1;
    units_.reset();
    const MpiLock lock(mutex_);
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
      const MpiLock lock(mutex_);
      check_mpi(MPI_Ibarrier(MPI_COMM_WORLD, &request), "MPI_Ibarrier");
    }
    wait_for(request, mutex_);
  }

  [[nodiscard]] std::string broadcast(std::string bytes) override {
    std::uint64_t size = bytes.size();
    barrier();
    const MpiLock lock(mutex_);
    check_mpi(MPI_Bcast(&size, 1, MPI_UINT64_T, 0, MPI_COMM_WORLD), "MPI_Bcast");
    bytes.resize(size);
    in_parts(bytes.size(), [&bytes](std::size_t begin, int count) {
      check_mpi(MPI_Bcast(bytes.data() + begin, count, MPI_BYTE, 0, MPI_COMM_WORLD), "MPI_Bcast");
    });
    return bytes;
  }

  [[nodiscard]] std::vector<std::string> gather(std::string bytes) override {
    constexpr int kTag = 1;
    std::vector<std::uint64_t> sizes(size_);
    const std::uint64_t size = bytes.size();
    barrier();
    const MpiLock lock(mutex_);
    check_mpi(MPI_Gather(&size, 1, MPI_UINT64_T, sizes.data(), 1, MPI_UINT64_T, 0, MPI_COMM_WORLD),
              "MPI_Gather");
    if (!first()) {
      in_parts(bytes.size(), [&bytes](std::size_t begin, int count) {
        check_mpi(MPI_Send(bytes.data() + begin, count, MPI_BYTE, 0, kTag, MPI_COMM_WORLD),
                  "MPI_Send");
      });
      return {};
    }
    std::vector<std::string> out(size_);
    out.front() = std::move(bytes);
    for (unsigned from = 1; from < size_; ++from) {
      out[from].resize(sizes[from]);
      in_parts(sizes[from], [&out, from](std::size_t begin, int count) {
        check_mpi(MPI_Recv(out[from].data() + begin, count, MPI_BYTE, static_cast<int>(from), kTag,
                           MPI_COMM_WORLD, MPI_STATUS_IGNORE),
                  "MPI_Recv");
      });
    }
    return out;
  }

  void sum(std::span<std::uint64_t> values) override { reduce(values, MPI_SUM); }
  void unite(std::span<std::uint64_t> words) override { reduce(words, MPI_BOR); }

  void start_units() override {
    if (first()) units_->open();
  }
  [[nodiscard]] std::uint64_t next_unit() override { return units_->next(); }
  void end_units() override { units_->end(); }
  void finish_units() override {
    barrier();
    if (first()) units_->close();
  }

  [[nodiscard]] bool take_last_word() noexcept override {
    mine().ending = 1;
    int nobody = kUnspoken;
    return processes_.front()->word.compare_exchange_strong(nobody, kTaken);
  }

  [[nodiscard]] std::optional<unsigned> find_lost() const override {
    const std::vector<bool> ended = watchmen_.look();
    for (std::size_t i = 0; i < processes_.size(); ++i) {
      if (ended[i] && processes_[i]->ending == 0) return processes_[i]->rank;
    }
    return {};
  }

  void finish_last_word() noexcept override { processes_.front()->word = kSpoken; }

  [[nodiscard]] bool last_word_spoken() const noexcept override {
    return processes_.front()->word == kSpoken;
  }

  void abort(int status) noexcept override {
    mine().ending = 1;
    if (failed_together() && !first()) std::this_thread::sleep_for(kPatience);
    MPI_Abort(MPI_COMM_WORLD, status);
    ::_exit(status);
  }

 private:
  /// Finds the ranks of this machine.
  void meet_machine() {
    check_mpi(
        MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine_),
        "MPI_Comm_split_type");
    int neighbours = 0;
    MPI_Comm_size(machine_, &neighbours);
    Process* own = nullptr;
    check_mpi(MPI_Win_allocate_shared(sizeof(Process), 1, MPI_INFO_NULL, machine_, &own,
                                      &machine_window_),
              "MPI_Win_allocate_shared");
    own->word = kUnspoken;
    own->ending = 0;
    own->rank = rank_;
    own->id = ::getpid();
    own->space = number_space();
    for (int i = 0; i < neighbours; ++i) {
      MPI_Aint bytes = 0;
      int unit = 0;
      Process* each = nullptr;
      check_mpi(MPI_Win_shared_query(machine_window_, i, &bytes, &unit, &each),
                "MPI_Win_shared_query");
      processes_.push_back(each);
    }
    MPI_Comm_rank(machine_, &place_);
    MPI_Barrier(machine_);  // all have said who they are
  }

  void watch_machine() {
    for (const Process* each : processes_) {
      if (each->space == mine().space) {
        watchmen_.add(each->id);
      } else {
        watchmen_.add_none();
      }
    }
  }

  /// Finds which processors of this machine are this rank's.
  void share_processors() {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    ::sched_getaffinity(0, sizeof allowed, &allowed);
    std::vector<cpu_set_t> all(processes_.size());
    check_mpi(MPI_Allgather(&allowed, sizeof allowed, MPI_BYTE, all.data(), sizeof allowed,
                            MPI_BYTE, machine_),
              "MPI_Allgather");
    const auto sharers = std::count_if(all.begin(), all.end(), [&allowed](const cpu_set_t& each) {
      return CPU_EQUAL(&allowed, &each) != 0;
    });
    processors_ = static_cast<unsigned>(std::max<std::ptrdiff_t>(CPU_COUNT(&allowed) / sharers, 1));
  }

  [[nodiscard]] Process& mine() const noexcept {
    return *processes_[static_cast<std::size_t>(place_)];
  }

  void reduce(std::span<std::uint64_t> values, MPI_Op operation) {
    barrier();
    const MpiLock lock(mutex_);
    in_parts(values.size(), [values, operation](std::size_t begin, int count) {
      check_mpi(MPI_Allreduce(MPI_IN_PLACE, values.data() + begin, count, MPI_UINT64_T, operation,
                              MPI_COMM_WORLD),
                "MPI_Allreduce");
    });
  }

  unsigned rank_ = 0;
  unsigned size_ = 1;
  unsigned processors_ = 1;
  MPI_Comm machine_ = MPI_COMM_NULL;
  MPI_Win machine_window_ = MPI_WIN_NULL;
  std::vector<Process*> processes_;  // of this machine, by rank
  int place_ = 0;                    // among them
  Watchmen watchmen_;                // of each of them
  std::mutex mutex_;                 // of the calls into MPI
  std::optional<UnitCounter> units_;
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
