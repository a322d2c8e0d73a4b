#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <string_view>

#include "lexicnn/core/half.hpp"
#include "lexicnn/store/activation_file.hpp"

#include "store/chunk_shape.hpp"
#include "store/element_reader.hpp"
#include "store/exact_values.hpp"
#include "store/file_matrix.hpp"
#include "store/h5ad_file.hpp"
#include "store/mapped_file.hpp"
#include "store/sparse_columns.hpp"

namespace lexicnn {
namespace {

using h5::Scalar;

constexpr std::string_view kX = "/X";

/// Rows read at once come to about this many bytes, so that turning them stays in the cache.
constexpr std::uint64_t kTileBytes = std::uint64_t{1} << 20U;

/// A block of features takes at most this many bytes where the file's chunks leave the choice.
constexpr std::uint64_t kBlockBytes = std::uint64_t{64} << 20U;

}  // namespace

struct H5adSource::State {
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    const h5::Session session;
    sparse.reset();
    x = h5::Dataset();
    file = h5::File();
  }

  void open(const std::filesystem::path& from, std::uint64_t sparse_bytes);
  void open_sparse(std::uint64_t sparse_bytes);
  void open_dense();
  void map_plain();
  [[nodiscard]] std::uint64_t block() const;
  [[nodiscard]] std::uint64_t tile_rows(std::uint64_t count, std::size_t size) const;

  template <typename In, typename Out>
  void read_as(std::uint64_t first, std::uint64_t count, std::span<std::byte> out) const;
  void read_columns(std::uint64_t first, std::uint64_t count, std::span<std::byte> out) const;

  void read_rows(std::uint64_t first, std::uint64_t count, std::span<float> out) const;

  std::filesystem::path path;
  h5::File file;
  h5::Dataset x;
  Table obs;
  Table var;
  Dict uns;
  Scalar stored = Scalar::other;
  ElementType type = ElementType::f32;
  h5::Shape chunk;
  std::unique_ptr<MappedFile> mapped;
  std::unique_ptr<FileMatrix> plain;      // over `mapped`, where X is one plain block of the file
  std::unique_ptr<SparseColumns> sparse;  // where X is sparse; `x` is then not open
};

void H5adSource::State::open(const std::filesystem::path& from, std::uint64_t sparse_bytes) {
  path = from;
  file = open_input(path);
  ElementReader reader(nullptr);
  obs = reader.table(file.id(), "obs");
  var = reader.table(file.id(), "var");
  uns = reader.dict(file.id(), "uns");
  if (h5::kind_of(file.id(), "X") == h5::Kind::group) {
    open_sparse(sparse_bytes);
  } else {
    open_dense();
  }
}

void H5adSource::State::open_sparse(std::uint64_t sparse_bytes) {
  SparseArrays arrays(h5::open_group(file.id(), "X"), obs.rows(), var.rows());
  stored = arrays.stored();
  type = delivered(stored, arrays.values_path());
  sparse = make_sparse_columns(path, std::move(arrays), obs.rows(), var.rows(), sparse_bytes);
}

void H5adSource::State::open_dense() {
  x = open_x(file.id(), obs.rows(), var.rows());
  stored = h5::scalar_of(x);
  type = delivered(stored, kX);
  chunk = h5::chunk_of(x);
  map_plain();
}

/// A contiguous X is read past the HDF5 library: by any number of threads, without its copies.
void H5adSource::State::map_plain() {
  if (!h5::is_float(stored)) return;
  const auto offset = h5::plain_offset(x, stored);
  const std::uint64_t bytes = h5::element_count({obs.rows(), var.rows(), element_size(type)});
  if (!offset || bytes == 0 || *offset % element_size(type) != 0) return;
  mapped = std::make_unique<MappedFile>(path);
  const std::span<const std::byte> all = mapped->bytes();
  if (*offset > all.size() || bytes > all.size() - *offset) {
    throw h5::Failure("the file ends within '/X'");
  }
  plain = std::make_unique<FileMatrix>(
      *mapped, MatrixView{all.data() + *offset, type, obs.rows(), var.rows(), var.rows(), 1});
}

std::uint64_t H5adSource::State::block() const {
  if (plain != nullptr) return plain->preferred_block();
  const std::uint64_t unit = chunk.empty() ? 1 : chunk[1];
  const std::uint64_t column = std::max<std::uint64_t>(obs.rows(), 1) * element_size(type);
  const std::uint64_t few = columns_at_once(obs.rows(), element_size(type));
  const std::uint64_t wanted = (few + unit - 1) / unit * unit;
  const std::uint64_t most = std::max<std::uint64_t>(kBlockBytes / column, few);
  return std::clamp<std::uint64_t>(wanted, 1,
                                   std::min(most, std::max<std::uint64_t>(var.rows(), 1)));
}

/// Whole rows of chunks, so that no chunk is read twice for a block of features.
std::uint64_t H5adSource::State::tile_rows(std::uint64_t count, std::size_t size) const {
  const std::uint64_t unit = chunk.empty() ? 1 : chunk[0];
  const std::uint64_t units = std::max<std::uint64_t>(kTileBytes / (unit * count * size), 1);
  return std::min(unit * units, obs.rows());
}

template <typename In, typename Out>
void H5adSource::State::read_as(std::uint64_t first, std::uint64_t count,
                                std::span<std::byte> out) const {
  const std::uint64_t rows = obs.rows();
  const std::uint64_t tile = tile_rows(count, sizeof(In));
  const auto buffer = std::make_unique_for_overwrite<In[]>(tile * count);
  auto* const columns = reinterpret_cast<Out*>(out.data());
  for (std::uint64_t begin = 0; begin < rows; begin += tile) {
    const std::uint64_t size = std::min(tile, rows - begin);
    reading(path, [&] { h5::read_block(x, stored, {begin, first}, {size, count}, buffer.get()); });
    for (std::uint64_t column = 0; column < count; ++column) {
      const In* from = buffer.get() + column;
      Out* to = columns + column * rows + begin;
      for (std::uint64_t row = 0; row < size; ++row)
        to[row] = convert<Out>(from[row * count], kX);
    }
  }
}

void H5adSource::State::read_columns(std::uint64_t first, std::uint64_t count,
                                     std::span<std::byte> out) const {
  if (plain != nullptr) return plain->read(first, count, out);
  if (sparse != nullptr) return sparse->read(first, count, out);
  with_stored(stored, [&]<typename Types>(Types) {
    read_as<typename Types::Memory, typename Types::Delivered>(first, count, out);
  });
}

void H5adSource::State::read_rows(std::uint64_t first, std::uint64_t count,
                                  std::span<float> out) const {
  const h5::Shape start{first, 0};
  const h5::Shape shape{count, var.rows()};
  if (sparse == nullptr && stored == Scalar::f32) {
    h5::read_block(x, stored, start, shape, out.data());
  } else if (sparse == nullptr && stored == Scalar::f16) {
    std::vector<Half> halves(out.size());
    h5::read_block(x, stored, start, shape, halves.data());
    to_float(halves, out);
  } else {
    throw h5::Failure("'/X' is not a dense matrix of float16 or float32, as activations are");
  }
}

H5adSource::H5adSource(const std::filesystem::path& path, std::uint64_t sparse_bytes)
    : state_(std::make_unique<State>()) {
  reading(path, [&] { state_->open(path, sparse_bytes); });
}

H5adSource::~H5adSource() = default;

const Table& H5adSource::obs() const noexcept {
  return state_->obs;
}
const Table& H5adSource::var() const noexcept {
  return state_->var;
}
const Dict& H5adSource::uns() const noexcept {
  return state_->uns;
}
std::uint64_t H5adSource::rows() const noexcept {
  return state_->obs.rows();
}
std::uint64_t H5adSource::features() const noexcept {
  return state_->var.rows();
}
ElementType H5adSource::type() const noexcept {
  return state_->type;
}
std::uint64_t H5adSource::preferred_block() const noexcept {
  return state_->block();
}

void H5adSource::read(std::uint64_t first, std::uint64_t count, std::span<std::byte> out) const {
  if (first > features() || count > features() - first ||
      out.size() != count * rows() * element_size(type())) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("{} columns from {} of {} asked for into {} bytes", count, first,
                            features(), out.size()));
  }
  if (out.empty()) return;
  naming_file(state_->path, [&] { state_->read_columns(first, count, out); });
}

void H5adSource::read_rows(std::uint64_t first, std::uint64_t count, std::span<float> out) const {
  if (first > rows() || count > rows() - first || out.size() != count * features()) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("{} rows from {} of {} asked for into {} floats", count, first, rows(),
                            out.size()));
  }
  if (out.empty()) return;
  reading(state_->path, [&] { state_->read_rows(first, count, out); });
}

}  // namespace lexicnn
