#include "core/mpi/calls.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <thread>

#include "lexicnn/core/error.hpp"

namespace lexicnn {

using namespace std::chrono_literals;

void check_mpi(int status, const char* what) {
  if (status == MPI_SUCCESS) return;
  std::array<char, MPI_MAX_ERROR_STRING> text{};
  int length = 0;
  MPI_Error_string(status, text.data(), &length);
  throw Error(ErrorKind::rank_lost,
              std::string("the processes of this run have lost each other (") + what + ": " +
                  std::string(text.data(), static_cast<std::size_t>(length)) +
                  "); start it again, an extraction with --resume");
}

void wait_for(MPI_Request& request, std::mutex& calls) {
  for (auto pause = 20us;; pause = std::min<std::chrono::microseconds>(2 * pause, 2ms)) {
    int done = 0;
    {
      const MpiLock lock(calls);
      check_mpi(MPI_Test(&request, &done, MPI_STATUS_IGNORE), "MPI_Test");
    }
    if (done != 0) return;
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace lexicnn
