/// Whole AnnData files: opened, laid out, and their failures turned into Error.
#pragma once

#include <filesystem>
#include <functional>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "lexicnn/core/annotated.hpp"
#include "lexicnn/core/error.hpp"
#include "lexicnn/core/output_file.hpp"
#include "lexicnn/store/h5ad.hpp"

#include "store/element_reader.hpp"
#include "store/hdf5.hpp"

namespace lexicnn {

/// Error(invalid_file): "cannot read '<path>': <why>".
[[noreturn]] void refuse_file(const std::filesystem::path& path, const std::string& why);

/// Names the file that is being read, while it lives. Within a session: there is one at a time.
class BeingRead {
 public:
  explicit BeingRead(const std::filesystem::path& path) noexcept;
  BeingRead(const BeingRead&) = delete;
  BeingRead& operator=(const BeingRead&) = delete;
  ~BeingRead();
};

/// Runs `body`; what fails is Error(invalid_file) about the file `path`, or Error(memory_limit).
template <typename Body>
auto naming_file(const std::filesystem::path& path, Body&& body) {
  try {
    return body();
  } catch (const h5::Failure& failure) {
    refuse_file(path, failure.what());
  } catch (const std::bad_alloc&) {
    throw Error(ErrorKind::memory_limit,
                "there is not enough memory to read '" + path.string() + "'");
  } catch (const std::length_error&) {
    refuse_file(path, "an element says it holds more than any memory does");
  }
}

/// The same within an HDF5 session.
template <typename Body>
auto reading(const std::filesystem::path& path, Body&& body) {
  const h5::Session session;
  const BeingRead named(path);
  return naming_file(path, std::forward<Body>(body));
}

/// Opens an input within a session that the caller holds. Error(file_missing) where there is no
/// file or it may not be read, or another program has it open for writing; Error(invalid_file)
/// where it is not an HDF5 file.
h5::File open_input(const std::filesystem::path& path);

/// The dense matrix X. h5::Failure where it is missing, sparse, or not `rows` × `columns`.
h5::Dataset open_x(hid_t root, std::uint64_t rows, std::uint64_t columns);

/// The whole file, of which `root` is open.
AnnotatedMatrix read_matrix(hid_t root, const H5adReadOptions& options, ElementReader& reader);

/// Everything of an AnnData file but X, and the layers whose names come with them.
struct Annotations {
  const Table& obs;
  const Table& var;
  const std::vector<std::pair<std::string, Array>>& layers;
  const Dict& uns;
};

/// Writes a layer of this name, of which `expected` has the shape, into the group of the layers.
using LayerWriter =
    std::function<void(hid_t layers, const std::string& name, const Array& expected)>;

/// Runs `body` in an HDF5 session; what fails is Error(output_unwritable) about the output.
void writing(const OutputFile& output, const std::function<void()>& body);

/// Makes the file under the output's temporary name, with `write_x(root)` for X, within a session
/// that the caller holds, and leaves it open. Without `write_layer` the layers' data are those of
/// the annotations. h5::Failure, Error(invalid_input).
h5::File create_file(const OutputFile& output, const Annotations& annotations,
                     const std::function<void(hid_t)>& write_x,
                     const LayerWriter& write_layer = nullptr);

/// Makes the whole file and commits it. Error(output_unwritable), Error(invalid_input).
void write_file(OutputFile& output, const Annotations& annotations,
                const std::function<void(hid_t)>& write_x,
                const LayerWriter& write_layer = nullptr);

/// Throws Error(invalid_input) for tables that no file can hold.
void check_tables(const Table& obs, const Table& var);

/// What is in a file before and after X: the tables, and the layers and uns. `root` is open for
/// writing.
void write_tables(hid_t root, const Table& obs, const Table& var);
void write_rest(hid_t root, const Annotations& annotations, const LayerWriter& write_layer);

}  // namespace lexicnn
