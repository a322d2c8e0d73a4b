#include "store/parallel_matrix.hpp"

namespace lexicnn {

/// Without MPI there is one rank, which makes the file in one go.
void write_x_in_parallel(
    Ranks&, const std::filesystem::path&, h5::Scalar, std::uint64_t, std::uint64_t,
    const std::function<void(std::uint64_t, std::uint64_t, std::span<std::byte>)>&) {
  throw h5::Failure("this lexicnn was built without MPI");
}

}  // namespace lexicnn
