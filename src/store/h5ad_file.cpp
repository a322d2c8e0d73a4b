#include "store/h5ad_file.hpp"

#include <atomic>
#include <cerrno>
#include <fmt/format.h>
#include <system_error>
#include <unistd.h>
#include <unordered_set>

#include "store/element_writer.hpp"
#include "store/encoding.hpp"
#include "store/sparse_arrays.hpp"

namespace lexicnn {
namespace {

namespace fs = std::filesystem;

std::atomic<const char*> being_read = nullptr;

[[noreturn]] void refuse_input(const std::string& message) {
  throw Error(ErrorKind::invalid_input, message);
}

void check(const Annotations& annotations, bool with_data) {
  check_tables(annotations.obs, annotations.var);
  const h5::Shape shape{annotations.obs.rows(), annotations.var.rows()};
  std::unordered_set<std::string_view> seen;
  for (const auto& [name, array] : annotations.layers) {
    if (name.empty() || name == "." || name.find('/') != std::string::npos ||
        !seen.insert(name).second) {
      refuse_input(fmt::format("'{}' cannot be the name of a layer, or is one twice", name));
    }
    if (array.shape != shape) {
      refuse_input(fmt::format("the layer '{}' is not {} × {}", name, shape[0], shape[1]));
    }
    if (with_data) check_array(array, "layers/" + name);
  }
}

/// What is filtered needs HDF5's cache: where a chunk is read in parts, it is unpacked once.
h5::Dataset open_matrix(hid_t root) {
  h5::Dataset out = h5::open_dataset(root, "X");
  if (h5::is_filtered(out)) return out;
  out = h5::Dataset();  // one that is open keeps its cache
  return h5::open_uncached(root, "X");
}

}  // namespace

BeingRead::BeingRead(const fs::path& path) noexcept {
  being_read = path.c_str();
}

BeingRead::~BeingRead() {
  being_read = nullptr;
}

const char* h5ad_being_read() noexcept {
  return being_read;
}

void refuse_file(const fs::path& path, const std::string& why) {
  throw Error(ErrorKind::invalid_file, fmt::format("cannot read '{}': {}", path.string(), why));
}

h5::File open_input(const fs::path& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) {
    throw Error(ErrorKind::file_missing,
                fmt::format("'{}' is a folder; name a file in it", path.string()));
  }
  if (::access(path.c_str(), R_OK) != 0) {
    throw Error(ErrorKind::file_missing, fmt::format("cannot read '{}': {}", path.string(),
                                                     std::generic_category().message(errno)));
  }
  if (H5Fis_hdf5(path.c_str()) == 0) refuse_file(path, "it is not an HDF5 file");
  try {
    return h5::open_file(path);
  } catch (const h5::Failure& failure) {
    if (std::string_view(failure.what()).find("unable to lock file") == std::string_view::npos) {
      throw;
    }
    throw Error(
        ErrorKind::file_missing,
        fmt::format("cannot read '{}': another program has it open for writing (it holds the "
                    "file's lock); close it there first",
                    path.string()));
  }
}

h5::Dataset open_x(hid_t root, std::uint64_t rows, std::uint64_t columns) {
  const h5::Kind kind = h5::kind_of(root, "X");
  if (kind == h5::Kind::absent) throw h5::Failure("it has no matrix '/X'");
  if (kind == h5::Kind::group) {
    const std::string sparse = sparse_kind(h5::open_group(root, "X"));
    throw h5::Failure(sparse.empty() ? "'/X' is a group, no dense matrix"
                                     : fmt::format("'/X' is sparse ({}); a dense matrix is needed "
                                                   "here (X.toarray())",
                                                   sparse));
  }
  h5::Dataset out = open_matrix(root);
  const h5::Shape shape = h5::shape_of(out);
  if (shape != h5::Shape{rows, columns}) {
    throw h5::Failure(fmt::format("'/X' is {}, but obs and var have {} and {} rows",
                                  fmt::join(shape, " × "), rows, columns));
  }
  return out;
}

void writing(const OutputFile& output, const std::function<void()>& body) {
  try {
    const h5::Session session;
    body();
  } catch (const h5::Failure& failure) {
    throw Error(ErrorKind::output_unwritable,
                fmt::format("cannot write '{}': {}", output.target().string(), failure.what()));
  }
}

void check_tables(const Table& obs, const Table& var) {
  check_table(obs, "obs");
  check_table(var, "var");
}

void write_tables(hid_t root, const Table& obs, const Table& var) {
  write_table(root, "obs", obs);
  write_table(root, "var", var);
}

void write_rest(hid_t root, const Annotations& annotations, const LayerWriter& write_layer) {
  const h5::Group layers = h5::create_group(root, "layers");
  set_encoding(layers.id(), encodings::kDict);
  for (const auto& [name, array] : annotations.layers) {
    if (write_layer) {
      write_layer(layers.id(), name, array);
    } else {
      lexicnn::write_layer(layers.id(), name, array);
    }
  }
  write_dict(root, "uns", annotations.uns);
}

h5::File create_file(const OutputFile& output, const Annotations& annotations,
                     const std::function<void(hid_t)>& write_x, const LayerWriter& write_layer) {
  check(annotations, write_layer == nullptr);
  h5::File file = h5::create_file(output.temporary());
  const h5::Group root = h5::open_group(file.id(), "/");
  set_encoding(root.id(), encodings::kAnnData);
  write_tables(root.id(), annotations.obs, annotations.var);
  write_x(root.id());
  write_rest(root.id(), annotations, write_layer);
  return file;
}

void write_file(OutputFile& output, const Annotations& annotations,
                const std::function<void(hid_t)>& write_x, const LayerWriter& write_layer) {
  writing(output, [&] {
    // Closing is what brings the last bytes to the disk.
    create_file(output, annotations, write_x, write_layer).close();
  });
  output.commit();
}

}  // namespace lexicnn
