#include "store/mapped_matrix.hpp"

#include <algorithm>
#include <sys/mman.h>
#include <unistd.h>

namespace lexicnn {
namespace {

constexpr std::uint64_t kFewFeatures = 64;
constexpr std::uint64_t kMostFeatures = 512;
/// Of a file larger than this, what was read is let go.
constexpr std::uint64_t kKept = std::uint64_t{64} << 20;
constexpr std::uint64_t kSlab = std::uint64_t{16} << 20;
constexpr std::uint64_t kWideBlock = std::uint64_t{400} << 20;

const auto kPage = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));

/// Gives the whole pages of a range back; they stay in the system's cache of the file.
void let_go(const std::byte* begin, const std::byte* end) {
  const std::uintptr_t first =
      (reinterpret_cast<std::uintptr_t>(begin) + kPage - 1) / kPage * kPage;
  const std::uintptr_t last = reinterpret_cast<std::uintptr_t>(end) / kPage * kPage;
  // A failure costs memory, nothing else.
  if (first < last) ::madvise(reinterpret_cast<void*>(first), last - first, MADV_DONTNEED);
}

/// Maps a range at once, which costs less than a fault for every few pages. Systems that cannot do
/// so fault.
void map_ahead(const std::byte* begin, const std::byte* end) {
#if defined(MADV_POPULATE_READ)
  const std::uintptr_t first = reinterpret_cast<std::uintptr_t>(begin) / kPage * kPage;
  ::madvise(reinterpret_cast<void*>(first), reinterpret_cast<std::uintptr_t>(end) - first,
            MADV_POPULATE_READ);
#endif
}

}  // namespace

std::uint64_t MappedMatrix::bytes() const noexcept {
  return view_.rows * view_.columns * element_size(view_.type);
}

std::uint64_t MappedMatrix::preferred_block() const noexcept {
  std::uint64_t wanted = kFewFeatures;
  if (bytes() > kKept && view_.row_stride != 1) {
    const std::uint64_t wide = kWideBlock / (view_.rows * element_size(view_.type));
    wanted = std::clamp(wide, kFewFeatures, kMostFeatures);
  }
  return std::clamp<std::uint64_t>(wanted, 1, std::max<std::uint64_t>(view_.columns, 1));
}

void MappedMatrix::read(std::uint64_t first, std::uint64_t count, std::span<std::byte> out) const {
  if (bytes() <= kKept) return source_.read(first, count, out);
  const auto* data = static_cast<const std::byte*>(view_.data);
  const std::uint64_t size = element_size(view_.type);
  if (view_.row_stride == 1) {
    source_.read(first, count, out);
    const std::byte* begin = data + first * view_.column_stride * size;
    return let_go(begin, begin + count * view_.column_stride * size);
  }
  const std::uint64_t row_bytes = view_.row_stride * size;
  const std::uint64_t slab = std::max<std::uint64_t>(kSlab / row_bytes, 1);
  for (std::uint64_t begin = 0; begin < view_.rows; begin += slab) {
    const std::uint64_t end = std::min(view_.rows, begin + slab);
    map_ahead(data + begin * row_bytes, data + end * row_bytes);
    source_.read_rows(first, count, begin, end, out);
    let_go(data + begin * row_bytes, data + end * row_bytes);
  }
}

}  // namespace lexicnn
