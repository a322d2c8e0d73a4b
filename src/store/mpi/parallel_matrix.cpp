#include "store/parallel_matrix.hpp"

#include <algorithm>
#include <vector>

#include "lexicnn/core/error.hpp"

#include "store/chunk_shape.hpp"
#include "store/element_writer.hpp"
#include "store/encoding.hpp"

namespace lexicnn {
namespace {

h5::File create_shared(const std::filesystem::path& path) {
  const h5::Properties access(H5Pcreate(H5P_FILE_ACCESS));
  if (access.id() < 0 || H5Pset_fapl_mpio(access.id(), MPI_COMM_WORLD, MPI_INFO_NULL) < 0) {
    h5::fail("cannot set HDF5 properties");
  }
  h5::File out(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access.id()));
  if (out.id() < 0) h5::fail("cannot create");
  return out;
}

/// What is written to a dataset by all ranks at once.
class CollectiveWriter {
 public:
  CollectiveWriter(const h5::Dataset& dataset, h5::Scalar scalar)
      : dataset_(dataset),
        memory_(h5::memory_type(scalar)),
        transfer_(H5Pcreate(H5P_DATASET_XFER)) {
    if (transfer_.id() < 0 || H5Pset_dxpl_mpio(transfer_.id(), H5FD_MPIO_COLLECTIVE) < 0) {
      h5::fail("cannot set HDF5 properties");
    }
  }

  /// The rows [first, first + count) of this rank; none are a call without data.
  void write(std::uint64_t first, std::uint64_t count, std::uint64_t columns, const void* in) {
    const h5::Space file(H5Dget_space(dataset_.id()));
    const hsize_t start[]{first, 0};
    const hsize_t size[]{std::max<std::uint64_t>(count, 1), columns};
    const h5::Space block(H5Screate_simple(2, size, nullptr));
    const bool selected =
        count == 0
            ? H5Sselect_none(file.id()) >= 0 && H5Sselect_none(block.id()) >= 0
            : H5Sselect_hyperslab(file.id(), H5S_SELECT_SET, start, nullptr, size, nullptr) >= 0;
    if (!selected ||
        H5Dwrite(dataset_.id(), memory_.id(), block.id(), file.id(), transfer_.id(), in) < 0) {
      h5::fail("cannot write '/X'");
    }
  }

 private:
  const h5::Dataset& dataset_;
  h5::Type memory_;
  h5::Properties transfer_;
};

}  // namespace

void write_x_in_parallel(
    Ranks& ranks, const std::filesystem::path& path, h5::Scalar scalar, std::uint64_t rows,
    std::uint64_t columns,
    const std::function<void(std::uint64_t, std::uint64_t, std::span<std::byte>)>& read) {
  const h5::Session session;
  h5::File file = create_shared(path);
  {
    const h5::Group root = h5::open_group(file.id(), "/");
    set_encoding(root.id(), encodings::kAnnData);
    const h5::Dataset x = create_matrix(root.id(), "X", scalar, rows, columns);
    CollectiveWriter writer(x, scalar);
    const std::uint64_t height = rows_at_once(h5::chunk_of(x), rows);
    const std::uint64_t row_bytes = columns * h5::size_of(scalar);
    std::vector<std::byte> buffer(height * row_bytes);
    for (std::uint64_t round = 0; round < rows; round += height * ranks.size()) {
      const std::uint64_t first = std::min(rows, round + height * ranks.rank());
      const std::uint64_t count = std::min(height, rows - first);
      // A rank that cannot read its rows must not leave the others waiting in the write.
      together(ranks, [&] { read(first, count, std::span(buffer).first(count * row_bytes)); });
      writer.write(first, count, columns, buffer.data());
    }
  }
  file.close();
}

}  // namespace lexicnn
