#include "score/sorted_feature.hpp"

#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "lexicnn/core/half.hpp"

namespace lexicnn {
namespace {

/// Unsigned keys that ascend as the values do: negative numbers are reversed, positive ones get the
/// top bit. -0 becomes +0 first.
template <typename Word, Word kSign>
constexpr Word ordered(Word bits) noexcept {
  if (bits == kSign) bits = 0;
  return (bits & kSign) != 0 ? static_cast<Word>(~bits) : static_cast<Word>(bits | kSign);
}

template <typename Word, Word kSign>
constexpr Word bits_of(Word key) noexcept {
  return (key & kSign) != 0 ? static_cast<Word>(key ^ kSign) : static_cast<Word>(~key);
}

/// A record holds the key above the row, so that sorting by key bits alone keeps rows in order.
struct Traits32 {
  using Bits = std::uint32_t;
  using Record = std::uint64_t;
  static constexpr Bits kExponent = 0x7F800000U;
  static constexpr int kKeyBits = 32;
  static constexpr int kDigitBits = 11;
  static Record record(Bits bits, std::uint32_t row) {
    return (Record{ordered<Bits, 0x80000000U>(bits)} << 32) | row;
  }
  static std::uint32_t row(Record record) { return static_cast<std::uint32_t>(record); }
  static std::uint32_t key(Record record) { return static_cast<std::uint32_t>(record >> 32); }
  static double value(std::uint32_t key) {
    return std::bit_cast<float>(bits_of<Bits, 0x80000000U>(key));
  }
};

struct Traits16 {
  using Bits = std::uint16_t;
  using Record = std::uint64_t;
  static constexpr Bits kExponent = 0x7C00U;
  static constexpr int kKeyBits = 16;
  static constexpr int kDigitBits = 8;
  static Record record(Bits bits, std::uint32_t row) {
    return (Record{ordered<Bits, 0x8000U>(bits)} << 32) | row;
  }
  static std::uint32_t row(Record record) { return static_cast<std::uint32_t>(record); }
  static std::uint32_t key(Record record) { return static_cast<std::uint32_t>(record >> 32); }
  static double value(std::uint32_t key) {
    return to_float({bits_of<Bits, 0x8000U>(static_cast<Bits>(key))});
  }
};

struct Traits64 {
  using Bits = std::uint64_t;
  struct Record {
    std::uint64_t key;
    std::uint64_t row;
  };
  static constexpr Bits kExponent = 0x7FF0000000000000U;
  static constexpr int kKeyBits = 64;
  static constexpr int kDigitBits = 11;
  static Record record(Bits bits, std::uint32_t row) {
    return {ordered<Bits, 0x8000000000000000U>(bits), row};
  }
  static std::uint32_t row(Record record) { return static_cast<std::uint32_t>(record.row); }
  static std::uint64_t key(Record record) { return record.key; }
  static double value(std::uint64_t key) {
    return std::bit_cast<double>(bits_of<Bits, 0x8000000000000000U>(key));
  }
};

template <typename Traits>
constexpr int kPasses = (Traits::kKeyBits + Traits::kDigitBits - 1) / Traits::kDigitBits;

template <typename Traits>
using Histograms =
    std::array<std::array<std::uint32_t, std::size_t{1} << Traits::kDigitBits>, kPasses<Traits>>;

template <typename Traits, typename Key>
std::size_t digit(Key key, int pass) {
  return static_cast<std::size_t>(key >> (pass * Traits::kDigitBits)) &
         ((std::size_t{1} << Traits::kDigitBits) - 1);
}

/// Least-significant-digit radix sort; passes in which all records share the digit are left out.
/// Returns whichever of the two buffers holds the result.
template <typename Traits>
typename Traits::Record* radix_sort(typename Traits::Record* from, typename Traits::Record* to,
                                    std::size_t count, Histograms<Traits>& histograms) {
  for (int pass = 0; pass < kPasses<Traits>; ++pass) {
    auto& offsets = histograms[static_cast<std::size_t>(pass)];
    if (offsets[digit<Traits>(Traits::key(from[0]), pass)] == count) continue;
    std::uint32_t sum = 0;
    for (std::uint32_t& offset : offsets)
      sum += std::exchange(offset, sum);
    for (std::size_t i = 0; i < count; ++i) {
      to[offsets[digit<Traits>(Traits::key(from[i]), pass)]++] = from[i];
    }
    std::swap(from, to);
  }
  return from;
}

}  // namespace

template <typename Traits>
std::size_t SortedFeature::sort_as(const std::byte* column, std::size_t rows) {
  using Record = typename Traits::Record;
  scratch_.resize(2 * rows * sizeof(Record));
  auto* records = reinterpret_cast<Record*>(scratch_.data());
  Histograms<Traits> histograms{};
  bool finite = true;
  for (std::size_t i = 0; i < rows; ++i) {
    typename Traits::Bits bits;
    std::memcpy(&bits, column + i * sizeof bits, sizeof bits);
    finite = finite && (bits & Traits::kExponent) != Traits::kExponent;
    records[i] = Traits::record(bits, static_cast<std::uint32_t>(i));
    for (int pass = 0; pass < kPasses<Traits>; ++pass) {
      ++histograms[static_cast<std::size_t>(pass)][digit<Traits>(Traits::key(records[i]), pass)];
    }
  }
  if (!finite) {
    for (std::size_t i = 0; i < rows; ++i) {
      typename Traits::Bits bits;
      std::memcpy(&bits, column + i * sizeof bits, sizeof bits);
      if ((bits & Traits::kExponent) == Traits::kExponent) return i;
    }
  }
  order_.resize(rows);
  runs_.clear();
  values_.clear();
  const Record* sorted =
      rows == 0 ? records : radix_sort<Traits>(records, records + rows, rows, histograms);
  for (std::size_t i = 0; i < rows; ++i) {
    order_[i] = Traits::row(sorted[i]);
    if (i == 0 || Traits::key(sorted[i]) != Traits::key(sorted[i - 1])) {
      runs_.push_back(static_cast<std::uint32_t>(i));
      values_.push_back(Traits::value(Traits::key(sorted[i])));
    }
  }
  runs_.push_back(static_cast<std::uint32_t>(rows));
  return kFinite;
}

std::size_t SortedFeature::sort(std::span<const std::byte> column, ElementType type) {
  const std::size_t rows = column.size() / element_size(type);
  switch (type) {
    case ElementType::f16:
      return sort_as<Traits16>(column.data(), rows);
    case ElementType::f32:
      return sort_as<Traits32>(column.data(), rows);
    case ElementType::f64:
      break;
  }
  return sort_as<Traits64>(column.data(), rows);
}

}  // namespace lexicnn
