#include "score/sorted_feature.hpp"

#include <algorithm>
#include <type_traits>

#include "score/key.hpp"
#include "score/radix_sort.hpp"

namespace lexicnn {
namespace {

/// What one look at a column's bits tells.
template <typename Key>
struct ColumnLook {
  typename Key::Bits largest = 0;   ///< magnitude
  typename Key::Bits negative = 0;  ///< sign bit set where a value below 0 is there
  std::size_t zeros = 0;
};

template <typename Key>
ColumnLook<Key> look(const std::byte* column, std::size_t rows) {
  using Bits = typename Key::Bits;
  ColumnLook<Key> out;
  for (std::size_t row = 0; row < rows; ++row) {
    const Bits bits = Key::load(column, row);
    const Bits magnitude = Key::magnitude(bits);
    out.largest = std::max(out.largest, magnitude);
    out.negative = static_cast<Bits>(out.negative | (magnitude != 0 ? bits : Bits{0}));
    out.zeros += magnitude == 0 ? 1 : 0;
  }
  out.negative = static_cast<Bits>(out.negative & Key::kSign);
  return out;
}

/// Writes the records of all values, or of all but the zeros, in image order; returns how many.
/// Without a branch: every value is written, and the place moves on only past those that count.
template <typename Key, typename Record, bool kSkipZeros>
std::size_t write_records(const std::byte* column, std::size_t rows, Record* records) {
  std::size_t count = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    const auto bits = Key::load(column, row);
    records[count] = Record::make(Key::key(bits), static_cast<std::uint32_t>(row));
    count += kSkipZeros ? static_cast<std::size_t>(Key::magnitude(bits) != 0) : 1;
  }
  return count;
}

template <typename Record>
auto key_range(std::span<const Record> records) {
  auto lowest = records[0].key();
  auto highest = lowest;
  for (const Record& record : records) {
    lowest = std::min(lowest, record.key());
    highest = std::max(highest, record.key());
  }
  return std::pair(lowest, highest);
}

}  // namespace

template <typename Key, typename Record>
void SortedFeature::list(const Record* records, std::size_t count) {
  images_.resize(count);
  places_.resize(count);
  values_.resize(count);
  distinct_ = floor_ != 0 ? 1 : 0;
  for (std::size_t begin = 0; begin < count; ++distinct_) {
    const auto key = records[begin].key();
    std::size_t end = begin + 1;
    while (end < count && records[end].key() == key)
      ++end;
    const std::uint64_t place = RunPlace::pack(floor_ + begin, floor_ + end);
    const double value = Key::value(static_cast<typename Key::Bits>(key));
    for (std::size_t at = begin; at < end; ++at) {
      images_[at] = records[at].image();
      places_[at] = place;
      values_[at] = value;
    }
    begin = end;
  }
}

template <typename Key>
std::size_t SortedFeature::sort_as(const std::byte* column, std::size_t rows) {
  using Record = std::conditional_t<sizeof(typename Key::Bits) == 8, WideRecord, NarrowRecord>;
  const ColumnLook<Key> seen = look<Key>(column, rows);
  if (seen.largest >= Key::kInfinity) {
    std::size_t row = 0;
    while (Key::magnitude(Key::load(column, row)) < Key::kInfinity)
      ++row;
    return row;
  }
  const bool has_floor = seen.zeros != 0 && seen.negative == 0;
  zeros_ = static_cast<std::uint32_t>(seen.zeros);
  floor_ = has_floor ? zeros_ : 0;
  // One record more than there can be: the branch-free writer writes before it counts.
  scratch_.resize((2 * rows + 1) * sizeof(Record));
  auto* records = reinterpret_cast<Record*>(scratch_.data());
  const std::size_t count = has_floor ? write_records<Key, Record, true>(column, rows, records)
                                      : write_records<Key, Record, false>(column, rows, records);
  std::span<Record> sorted(records, count);
  if (count > 1) {
    const auto [lowest, highest] = key_range<Record>(sorted);
    sorted = radix_sort(sorted, std::span(records + count, count), lowest, highest);
  }
  list<Key, Record>(sorted.data(), count);
  return kFinite;
}

std::size_t SortedFeature::sort(std::span<const std::byte> column, ElementType type) {
  const std::size_t rows = column.size() / element_size(type);
  switch (type) {
    case ElementType::f16:
      return sort_as<HalfKey>(column.data(), rows);
    case ElementType::f32:
      return sort_as<SingleKey>(column.data(), rows);
    case ElementType::f64:
      break;
  }
  return sort_as<DoubleKey>(column.data(), rows);
}

}  // namespace lexicnn
