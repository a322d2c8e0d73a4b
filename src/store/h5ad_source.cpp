#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <type_traits>

#include "lexicnn/store/activation_file.hpp"

#include "store/element_reader.hpp"
#include "store/h5ad_file.hpp"
#include "store/mapped_file.hpp"
#include "store/mapped_matrix.hpp"

namespace lexicnn {
namespace {

using h5::Scalar;

/// Rows read at once come to about this many bytes, so that turning them stays in the cache.
constexpr std::uint64_t kTileBytes = std::uint64_t{1} << 20U;

/// A block of features takes at most this many bytes where the file's chunks leave the choice.
constexpr std::uint64_t kBlockBytes = std::uint64_t{64} << 20U;

/// Features whose bytes of one row fill a few cache lines.
constexpr std::uint64_t kFewFeatures = 64;

/// The type in which a stored type is delivered: the narrowest that holds its values exactly.
ElementType delivered(Scalar stored) {
  switch (stored) {
    case Scalar::f16:
      return ElementType::f16;
    case Scalar::f32:
    case Scalar::i8:
    case Scalar::u8:
    case Scalar::i16:
    case Scalar::u16:
    case Scalar::truth:
      return ElementType::f32;
    case Scalar::f64:
    case Scalar::i32:
    case Scalar::u32:
    case Scalar::i64:
    case Scalar::u64:
      return ElementType::f64;
    case Scalar::text:
    case Scalar::other:
      break;
  }
  throw h5::Failure("'/X' does not hold numbers that lexicnn reads (float16, 32, 64, integers)");
}

/// Whole numbers of 64 bits that a double does not hold exactly are an error, not a rounding.
template <typename Out, typename In>
Out convert(In value) {
  if constexpr (std::is_integral_v<In> && sizeof(In) == 8) {
    const auto wide = static_cast<Out>(value);
    constexpr Out kExact = 0x1p53;
    if (wide > kExact || wide < -kExact) {
      throw h5::Failure(
          fmt::format("'/X' holds {}, which float64 cannot tell from its neighbours", value));
    }
    return wide;
  } else {
    return static_cast<Out>(value);
  }
}

}  // namespace

struct H5adSource::State {
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    const h5::Session session;
    x = h5::Dataset();
    file = h5::File();
  }

  void open(const std::filesystem::path& from);
  void map_plain();
  [[nodiscard]] std::uint64_t block() const;
  [[nodiscard]] std::uint64_t tile_rows(std::uint64_t count, std::size_t size) const;

  template <typename In, typename Out>
  void read_as(std::uint64_t first, std::uint64_t count, std::span<std::byte> out) const;
  void read_tiles(std::uint64_t first, std::uint64_t count, std::span<std::byte> out) const;

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
  std::unique_ptr<MappedMatrix> plain;  // over `mapped`, where X is one plain block of the file
};

void H5adSource::State::open(const std::filesystem::path& from) {
  path = from;
  file = open_input(path);
  ElementReader reader(nullptr);
  obs = reader.table(file.id(), "obs");
  var = reader.table(file.id(), "var");
  uns = reader.dict(file.id(), "uns");
  x = open_x(file.id(), obs.rows(), var.rows());
  stored = h5::scalar_of(x);
  type = delivered(stored);
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
  plain = std::make_unique<MappedMatrix>(
      MatrixView{all.data() + *offset, type, obs.rows(), var.rows(), var.rows(), 1});
}

std::uint64_t H5adSource::State::block() const {
  if (plain != nullptr) return plain->preferred_block();
  const std::uint64_t unit = chunk.empty() ? 1 : chunk[1];
  const std::uint64_t wanted = (kFewFeatures + unit - 1) / unit * unit;
  const std::uint64_t column = std::max<std::uint64_t>(obs.rows(), 1) * element_size(type);
  const std::uint64_t most = std::max<std::uint64_t>(kBlockBytes / column, kFewFeatures);
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
        to[row] = convert<Out>(from[row * count]);
    }
  }
}

void H5adSource::State::read_tiles(std::uint64_t first, std::uint64_t count,
                                   std::span<std::byte> out) const {
  switch (stored) {
    case Scalar::f16:
      return read_as<std::uint16_t, std::uint16_t>(first, count, out);
    case Scalar::f32:
      return read_as<float, float>(first, count, out);
    case Scalar::f64:
      return read_as<double, double>(first, count, out);
    case Scalar::i8:
    case Scalar::truth:
      return read_as<std::int8_t, float>(first, count, out);
    case Scalar::u8:
      return read_as<std::uint8_t, float>(first, count, out);
    case Scalar::i16:
      return read_as<std::int16_t, float>(first, count, out);
    case Scalar::u16:
      return read_as<std::uint16_t, float>(first, count, out);
    case Scalar::i32:
      return read_as<std::int32_t, double>(first, count, out);
    case Scalar::u32:
      return read_as<std::uint32_t, double>(first, count, out);
    case Scalar::i64:
      return read_as<std::int64_t, double>(first, count, out);
    case Scalar::u64:
      return read_as<std::uint64_t, double>(first, count, out);
    case Scalar::text:
    case Scalar::other:
      break;
  }
}

H5adSource::H5adSource(const std::filesystem::path& path) : state_(std::make_unique<State>()) {
  reading(path, [&] { state_->open(path); });
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
  if (state_->plain != nullptr) return state_->plain->read(first, count, out);
  try {
    state_->read_tiles(first, count, out);
  } catch (const h5::Failure& failure) {
    refuse_file(state_->path, failure.what());
  }
}

}  // namespace lexicnn
