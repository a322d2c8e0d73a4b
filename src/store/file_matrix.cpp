#include "store/file_matrix.hpp"

#include <algorithm>
#include <memory>

#include "lexicnn/core/transpose.hpp"

namespace lexicnn {
namespace {

constexpr std::uint64_t kFewestFeatures = 64;
constexpr std::uint64_t kMostFeatures = 512;
constexpr std::uint64_t kLarge = std::uint64_t{64} << 20;
constexpr std::uint64_t kWideBlock = std::uint64_t{400} << 20;
/// Parts of rows that are turned into columns at once: they stay in the cache.
constexpr std::uint64_t kTile = std::uint64_t{512} << 10;
/// Rows whose pages the system is told to fetch in one go.
constexpr std::uint64_t kSlab = std::uint64_t{16} << 20;

}  // namespace

bool FileMatrix::large() const noexcept {
  return view_.rows * view_.columns * element_size(view_.type) > kLarge;
}

std::uint64_t FileMatrix::preferred_block() const noexcept {
  std::uint64_t wanted = kFewestFeatures;
  if (large() && view_.row_stride != 1) {
    const std::uint64_t wide = kWideBlock / (view_.rows * element_size(view_.type));
    wanted = std::clamp(wide, kFewestFeatures, kMostFeatures);
  }
  return std::clamp<std::uint64_t>(wanted, 1, std::max<std::uint64_t>(view_.columns, 1));
}

template <typename Word>
void FileMatrix::read_rows(std::uint64_t first, std::uint64_t count, Word* out) const {
  const auto* data = static_cast<const Word*>(view_.data);
  const std::uint64_t row_bytes = view_.row_stride * sizeof(Word);
  const std::uint64_t slab = std::max<std::uint64_t>(kSlab / row_bytes, 1);
  const std::uint64_t tile = std::clamp<std::uint64_t>(kTile / (count * sizeof(Word)), 1,
                                                       std::max<std::uint64_t>(view_.rows, 1));
  const auto part = std::make_unique_for_overwrite<Word[]>(tile * count);
  for (std::uint64_t begin = 0; begin < view_.rows; begin += tile) {
    const std::uint64_t end = std::min(view_.rows, begin + tile);
    for (std::uint64_t row = begin; row < end; ++row) {
      const Word* from = data + row * view_.row_stride;
      if (row % slab == 0) file_.expect(from, std::min(slab, view_.rows - row) * row_bytes);
      file_.read(from + first,
                 std::as_writable_bytes(std::span(part.get() + (row - begin) * count, count)));
    }
    rows_to_columns(RowBlock<Word>{part.get(), end - begin, count, count}, out + begin, view_.rows);
  }
}

void FileMatrix::read(std::uint64_t first, std::uint64_t count, std::span<std::byte> out) const {
  if (!large()) return source_.read(first, count, out);
  const std::uint64_t size = element_size(view_.type);
  if (view_.row_stride == 1) {
    const auto* data = static_cast<const std::byte*>(view_.data);
    return file_.read(data + first * view_.column_stride * size, out);
  }
  switch (view_.type) {
    case ElementType::f16:
      return read_rows(first, count, reinterpret_cast<std::uint16_t*>(out.data()));
    case ElementType::f32:
      return read_rows(first, count, reinterpret_cast<std::uint32_t*>(out.data()));
    case ElementType::f64:
      return read_rows(first, count, reinterpret_cast<std::uint64_t*>(out.data()));
  }
}

}  // namespace lexicnn
