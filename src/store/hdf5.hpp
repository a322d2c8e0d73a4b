/// The one door to the HDF5 C library: a handle class a kind, and calls that throw.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <hdf5.h>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lexicnn::h5 {

/// Something in a file that HDF5 refuses or that the format does not allow; names the element.
class Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws Failure: "<what>: <the reasons on HDF5's error stack, outermost first>".
[[noreturn]] void fail(std::string_view what);

/// Everything that touches HDF5 happens while a Session lives. It holds the process-wide lock (the
/// C library need not be thread-safe) and keeps HDF5 from printing errors on this thread; the
/// application's own error handler is back in place afterwards.
class Session {
 public:
  Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

 private:
  std::unique_lock<std::mutex> lock_;
  int version_ = 2;  // of the application's handler
  H5E_auto1_t handler1_ = nullptr;
  H5E_auto2_t handler2_ = nullptr;
  void* data_ = nullptr;
};

/// Owns an identifier; closes it silently, or with a check by `close`.
template <herr_t (*Close)(hid_t)>
class Handle {
 public:
  Handle() = default;
  explicit Handle(hid_t id) noexcept : id_(id) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    return *this;
  }
  ~Handle() {
    if (id_ >= 0) Close(id_);
  }

  [[nodiscard]] hid_t id() const noexcept { return id_; }

  void close() {
    if (id_ >= 0 && Close(std::exchange(id_, -1)) < 0) fail("cannot close");
  }

 private:
  hid_t id_ = -1;
};

using File = Handle<H5Fclose>;
using Group = Handle<H5Gclose>;
using Dataset = Handle<H5Dclose>;
using Attribute = Handle<H5Aclose>;
using Space = Handle<H5Sclose>;
using Type = Handle<H5Tclose>;
using Properties = Handle<H5Pclose>;

using Shape = std::vector<std::uint64_t>;

/// Number of elements; Failure where it does not fit 64 bits.
std::uint64_t element_count(const Shape& shape);

// Files, groups and links (hdf5_objects.cpp).

/// Opens for reading.
File open_file(const std::filesystem::path& path);

/// Creates, or empties, a file.
File create_file(const std::filesystem::path& path);

/// Opens for reading and writing.
File open_to_change(const std::filesystem::path& path);

enum class Kind { absent, group, dataset, other };

/// What `name` leads to; absent also where the link leads nowhere.
Kind kind_of(hid_t location, const std::string& name);

Group open_group(hid_t location, const std::string& name);

/// A new group that remembers the order in which its members were made.
Group create_group(hid_t location, const std::string& name);

Dataset open_dataset(hid_t location, const std::string& name);

/// Without a cache of chunks: for one that is read and written by whole chunks or by parts of them
/// that follow each other in the file.
Dataset open_uncached(hid_t location, const std::string& name);

/// The members' names: in the order they were made where the group remembers it, else by name.
std::vector<std::string> member_names(const Group& group);

/// The object's path in its file, e.g. "/obs/class".
std::string path_of(hid_t object);

// Attributes (hdf5_attributes.cpp).

bool has_attribute(hid_t object, const std::string& name);

/// The text of an attribute; empty optional where there is none or it is not one text.
std::optional<std::string> text_attribute(hid_t object, const std::string& name);

/// The texts of a one-dimensional attribute; empty optional where there is none or it is not text.
/// Zero elements of any type are no text.
std::optional<std::vector<std::string>> texts_attribute(hid_t object, const std::string& name);

/// A truth value or a whole number that is not 0; empty optional where there is none.
std::optional<bool> truth_attribute(hid_t object, const std::string& name);

/// The whole numbers of an attribute, none of them negative; empty optional where there is none.
std::optional<Shape> shape_attribute(hid_t object, const std::string& name);

/// The dataset that an object reference leads to; empty optional where there is no such attribute.
std::optional<Dataset> referenced_dataset(hid_t object, const std::string& name);

void set_text_attribute(hid_t object, const std::string& name, const std::string& text);
void set_texts_attribute(hid_t object, const std::string& name,
                         const std::vector<std::string>& texts);
void set_truth_attribute(hid_t object, const std::string& name, bool truth);

// Element types (hdf5_types.cpp).

/// Element types that lexicnn reads. `truth` is h5py's boolean: a one-byte enumeration of FALSE = 0
/// and TRUE = 1. `other` covers the rest, among them compound types and other float formats.
enum class Scalar { f16, f32, f64, i8, i16, i32, i64, u8, u16, u32, u64, truth, text, other };

bool is_float(Scalar scalar) noexcept;
bool is_integer(Scalar scalar) noexcept;
std::string_view to_string(Scalar scalar) noexcept;

/// Bytes of one element in memory; 0 for text and other.
std::size_t size_of(Scalar scalar) noexcept;

/// The type in memory of this machine, and the little-endian type in files.
Type memory_type(Scalar scalar);
Type file_type(Scalar scalar);

Scalar scalar_of(const Type& type);

/// `other` also where the dataset has no data space at all (h5py's Empty).
Scalar scalar_of(const Dataset& dataset);

// Datasets (hdf5_data.cpp).

Shape shape_of(const Dataset& dataset);

/// The number of elements of a dataset that is to be read whole. Failure where the file holds far
/// fewer: a damaged shape would take all memory there is.
std::uint64_t stored_count(const Dataset& dataset);

/// The chunk's shape; empty where the dataset is not chunked.
Shape chunk_of(const Dataset& dataset);

/// Whether chunks go through filters, gzip or others.
bool is_filtered(const Dataset& dataset);

/// Where the elements lie in the file as one unfiltered block of this machine's `scalar`; empty
/// optional where they do not.
std::optional<std::uint64_t> plain_offset(const Dataset& dataset, Scalar scalar);

/// `chunk` empty: contiguous. `gzip` 0: uncompressed.
Dataset create_dataset(hid_t location, const std::string& name, Scalar scalar, const Shape& shape,
                       const Shape& chunk = {}, unsigned gzip = 0);

/// All elements, as `scalar` in memory. `out` has room for them.
void read(const Dataset& dataset, Scalar scalar, void* out);
void write(const Dataset& dataset, Scalar scalar, const void* in);

/// The block of `count` elements from `start`, an extent an axis, densely packed in memory.
void read_block(const Dataset& dataset, Scalar scalar, const Shape& start, const Shape& count,
                void* out);
void write_block(const Dataset& dataset, Scalar scalar, const Shape& start, const Shape& count,
                 const void* in);

/// All texts, of fixed or variable length, in C order.
std::vector<std::string> read_texts(const Dataset& dataset);
void write_texts(const Dataset& dataset, const std::vector<std::string>& texts);

}  // namespace lexicnn::h5
