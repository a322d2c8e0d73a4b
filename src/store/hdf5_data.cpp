#include "store/hdf5_texts.hpp"

namespace lexicnn::h5 {
namespace {

Space space_of(const Dataset& dataset) {
  Space out(H5Dget_space(dataset.id()));
  if (out.id() < 0) fail("cannot read '" + path_of(dataset.id()) + "'");
  return out;
}

Properties creation_of(const Dataset& dataset) {
  Properties out(H5Dget_create_plist(dataset.id()));
  if (out.id() < 0) fail("cannot read '" + path_of(dataset.id()) + "'");
  return out;
}

std::vector<hsize_t> extents(const Shape& shape) {
  return {shape.begin(), shape.end()};
}

Space make_space(const Shape& shape) {
  const std::vector<hsize_t> dims = extents(shape);
  Space out(shape.empty() ? H5Screate(H5S_SCALAR)
                          : H5Screate_simple(static_cast<int>(dims.size()), dims.data(), nullptr));
  if (out.id() < 0) fail("cannot make a data space");
  return out;
}

/// No time stamps: the same data give the same bytes.
Properties creation_properties(const Shape& chunk, unsigned gzip) {
  Properties out(H5Pcreate(H5P_DATASET_CREATE));
  const std::vector<hsize_t> dims = extents(chunk);
  if (H5Pset_obj_track_times(out.id(), false) < 0 ||
      (!chunk.empty() && H5Pset_chunk(out.id(), static_cast<int>(dims.size()), dims.data()) < 0) ||
      (gzip != 0 && H5Pset_deflate(out.id(), gzip) < 0)) {
    fail("cannot set HDF5 properties");
  }
  return out;
}

/// The file's data space with the block selected.
Space block_space(const Dataset& dataset, const Shape& start, const Shape& count) {
  Space out = space_of(dataset);
  const std::vector<hsize_t> from = extents(start);
  const std::vector<hsize_t> size = extents(count);
  if (H5Sselect_hyperslab(out.id(), H5S_SELECT_SET, from.data(), nullptr, size.data(), nullptr) <
      0) {
    fail("cannot select a block of '" + path_of(dataset.id()) + "'");
  }
  return out;
}

/// Elements for which the file has room; all of them where that is not known.
std::uint64_t capacity(const Dataset& dataset, std::uint64_t count, std::size_t size) {
  const Properties creation = creation_of(dataset);
  const H5D_layout_t layout = H5Pget_layout(creation.id());
  if (layout == H5D_CHUNKED) {
    hsize_t chunks = 0;
    const Space space = space_of(dataset);
    if (H5Dget_num_chunks(dataset.id(), space.id(), &chunks) < 0) {
      fail("cannot read the chunks of '" + path_of(dataset.id()) + "'");
    }
    Shape all = chunk_of(dataset);
    all.push_back(chunks);
    return element_count(all);
  }
  if (layout == H5D_VIRTUAL) return count;
  return H5Dget_storage_size(dataset.id()) / size;
}

}  // namespace

std::uint64_t stored_count(const Dataset& dataset) {
  // Elements never written are legal; so many are an error.
  constexpr std::uint64_t kMostUnwritten = std::uint64_t{1} << 21U;
  const std::uint64_t count = element_count(shape_of(dataset));
  if (count <= kMostUnwritten) return count;
  const Type type(H5Dget_type(dataset.id()));
  const std::size_t size = H5Tget_size(type.id());
  if (size == 0) fail("cannot read '" + path_of(dataset.id()) + "'");
  const std::uint64_t room = capacity(dataset, count, size);
  if (count - kMostUnwritten > room) {
    throw Failure("'" + path_of(dataset.id()) + "' says it has " + std::to_string(count) +
                  " elements, the file holds " + std::to_string(room));
  }
  return count;
}

Shape shape_of(const Dataset& dataset) {
  const Space space = space_of(dataset);
  const int rank = H5Sget_simple_extent_ndims(space.id());
  std::vector<hsize_t> dims(rank < 0 ? 0 : static_cast<std::size_t>(rank));
  if (rank < 0 || H5Sget_simple_extent_dims(space.id(), dims.data(), nullptr) < 0) {
    fail("cannot read the shape of '" + path_of(dataset.id()) + "'");
  }
  return {dims.begin(), dims.end()};
}

Shape chunk_of(const Dataset& dataset) {
  const Properties creation = creation_of(dataset);
  if (H5Pget_layout(creation.id()) != H5D_CHUNKED) return {};
  std::vector<hsize_t> dims(shape_of(dataset).size());
  if (H5Pget_chunk(creation.id(), static_cast<int>(dims.size()), dims.data()) < 0) {
    fail("cannot read the chunks of '" + path_of(dataset.id()) + "'");
  }
  return {dims.begin(), dims.end()};
}

bool is_filtered(const Dataset& dataset) {
  const Properties creation = creation_of(dataset);
  return H5Pget_nfilters(creation.id()) > 0;
}

std::optional<std::uint64_t> plain_offset(const Dataset& dataset, Scalar scalar) {
  const Properties creation = creation_of(dataset);
  const Type type(H5Dget_type(dataset.id()));
  const Type native = memory_type(scalar);
  if (H5Pget_layout(creation.id()) != H5D_CONTIGUOUS || H5Pget_external_count(creation.id()) != 0 ||
      H5Tequal(type.id(), native.id()) <= 0) {
    return std::nullopt;
  }
  const haddr_t offset = H5Dget_offset(dataset.id());
  if (offset == HADDR_UNDEF) {
    H5Eclear2(H5E_DEFAULT);
    return std::nullopt;
  }
  return offset;
}

Dataset create_dataset(hid_t location, const std::string& name, Scalar scalar, const Shape& shape,
                       const Shape& chunk, unsigned gzip) {
  const Properties creation = creation_properties(chunk, gzip);
  const Space space = make_space(shape);
  const Type type = file_type(scalar);
  Dataset out(H5Dcreate2(location, name.c_str(), type.id(), space.id(), H5P_DEFAULT, creation.id(),
                         H5P_DEFAULT));
  if (out.id() < 0) fail("cannot create dataset '" + name + "'");
  return out;
}

void read(const Dataset& dataset, Scalar scalar, void* out) {
  if (element_count(shape_of(dataset)) == 0) return;
  const Type memory = memory_type(scalar);
  if (H5Dread(dataset.id(), memory.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, out) < 0) {
    fail("cannot read '" + path_of(dataset.id()) + "'");
  }
}

void write(const Dataset& dataset, Scalar scalar, const void* in) {
  if (element_count(shape_of(dataset)) == 0) return;
  const Type memory = memory_type(scalar);
  if (H5Dwrite(dataset.id(), memory.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, in) < 0) {
    fail("cannot write '" + path_of(dataset.id()) + "'");
  }
}

void read_block(const Dataset& dataset, Scalar scalar, const Shape& start, const Shape& count,
                void* out) {
  if (element_count(count) == 0) return;
  const Space file = block_space(dataset, start, count);
  const Space memory_space = make_space(count);
  const Type memory = memory_type(scalar);
  if (H5Dread(dataset.id(), memory.id(), memory_space.id(), file.id(), H5P_DEFAULT, out) < 0) {
    fail("cannot read '" + path_of(dataset.id()) + "'");
  }
}

void write_block(const Dataset& dataset, Scalar scalar, const Shape& start, const Shape& count,
                 const void* in) {
  if (element_count(count) == 0) return;
  const Space file = block_space(dataset, start, count);
  const Space memory_space = make_space(count);
  const Type memory = memory_type(scalar);
  if (H5Dwrite(dataset.id(), memory.id(), memory_space.id(), file.id(), H5P_DEFAULT, in) < 0) {
    fail("cannot write '" + path_of(dataset.id()) + "'");
  }
}

std::vector<std::string> read_texts(const Dataset& dataset) {
  const Type type(H5Dget_type(dataset.id()));
  if (type.id() < 0) fail("cannot read '" + path_of(dataset.id()) + "'");
  const std::uint64_t count = stored_count(dataset);
  return read_texts(dataset.id(), type, count, path_of(dataset.id()),
                    [&dataset](hid_t memory, void* out) {
                      return H5Dread(dataset.id(), memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, out);
                    });
}

void write_texts(const Dataset& dataset, const std::vector<std::string>& texts) {
  const std::vector<const char*> data = c_strings(texts, path_of(dataset.id()));
  write(dataset, Scalar::text, data.data());
}

}  // namespace lexicnn::h5
