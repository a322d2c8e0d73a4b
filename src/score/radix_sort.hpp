/// Radix sort of (key, image) records that spends passes only on the bits that tell them apart.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace lexicnn {

/// Key above image number in one word, for keys of up to 32 bits; ordered as a whole.
struct NarrowRecord {
  using Key = std::uint32_t;
  std::uint64_t word;
  static NarrowRecord make(Key key, std::uint32_t image) noexcept {
    return {(std::uint64_t{key} << 32) | image};
  }
  [[nodiscard]] Key key() const noexcept { return static_cast<Key>(word >> 32); }
  [[nodiscard]] std::uint32_t image() const noexcept { return static_cast<std::uint32_t>(word); }
  friend bool operator<(NarrowRecord a, NarrowRecord b) noexcept { return a.word < b.word; }
};

/// The same for keys of 64 bits.
struct WideRecord {
  using Key = std::uint64_t;
  std::uint64_t key_bits;
  std::uint64_t image_number;
  static WideRecord make(Key key, std::uint32_t image) noexcept { return {key, image}; }
  [[nodiscard]] Key key() const noexcept { return key_bits; }
  [[nodiscard]] std::uint32_t image() const noexcept {
    return static_cast<std::uint32_t>(image_number);
  }
  friend bool operator<(const WideRecord& a, const WideRecord& b) noexcept {
    return a.key_bits != b.key_bits ? a.key_bits < b.key_bits : a.image_number < b.image_number;
  }
};

/// Which bits of (key - lowest key) the passes sort by: `passes` digits of `width` bits above
/// `dropped` low bits. The records that agree in all of these are few, and put right afterwards.
struct RadixPlan {
  int passes = 0;
  int width = 0;
  int dropped = 0;
};

constexpr int kMaxDigitBits = 11;

/// Twice log2(count) bits leave a handful of records in wrong order among even keys, and two more
/// hardly any among uneven ones. A digit's table (2^11 counters) is kept in the fastest cache.
inline RadixPlan plan_radix(std::size_t count, int key_bits) noexcept {
  const int count_bits = static_cast<int>(std::bit_width(count));
  const int wanted = std::min(key_bits, std::max(2 * count_bits + 2, 8));
  RadixPlan plan;
  plan.passes = (wanted + kMaxDigitBits - 1) / kMaxDigitBits;
  plan.width = plan.passes == 0 ? 0 : (wanted + plan.passes - 1) / plan.passes;
  plan.dropped = std::max(0, key_bits - plan.passes * plan.width);
  return plan;
}

/// Puts runs of records that agree above the dropped bits in order.
template <typename Record>
void sort_within_prefixes(std::span<Record> records, typename Record::Key lowest, int dropped) {
  const auto prefix = [lowest, dropped](const Record& record) {
    return (record.key() - lowest) >> dropped;
  };
  for (std::size_t begin = 0; begin + 1 < records.size();) {
    std::size_t end = begin + 1;
    while (end < records.size() && prefix(records[end]) == prefix(records[begin]))
      ++end;
    if (end - begin > 1) {
      std::sort(records.begin() + static_cast<std::ptrdiff_t>(begin),
                records.begin() + static_cast<std::ptrdiff_t>(end));
    }
    begin = end;
  }
}

/// Sorts `records`, which come in ascending order of images, by key, ties by image. `spare` is as
/// large. All keys lie in [lowest, highest]. Returns whichever of the two holds the result.
template <typename Record>
std::span<Record> radix_sort(std::span<Record> records, std::span<Record> spare,
                             typename Record::Key lowest, typename Record::Key highest) {
  using Key = typename Record::Key;
  const RadixPlan plan = plan_radix(
      records.size(), static_cast<int>(std::bit_width(static_cast<Key>(highest - lowest))));
  std::array<std::array<std::uint32_t, std::size_t{1} << kMaxDigitBits>, 6> counts;
  const Key mask = static_cast<Key>((Key{1} << plan.width) - 1);
  for (int pass = 0; pass < plan.passes; ++pass) {
    std::fill_n(counts[static_cast<std::size_t>(pass)].begin(), std::size_t{1} << plan.width, 0U);
  }
  const auto digit = [&](const Record& record, int pass) {
    return static_cast<std::size_t>(
        static_cast<Key>((record.key() - lowest) >> (plan.dropped + pass * plan.width)) & mask);
  };
  for (const Record& record : records) {
    for (int pass = 0; pass < plan.passes; ++pass) {
      ++counts[static_cast<std::size_t>(pass)][digit(record, pass)];
    }
  }
  for (int pass = 0; pass < plan.passes; ++pass) {
    auto& places = counts[static_cast<std::size_t>(pass)];
    std::uint32_t sum = 0;
    for (std::size_t d = 0; d < std::size_t{1} << plan.width; ++d)
      sum += std::exchange(places[d], sum);
    for (const Record& record : records)
      spare[places[digit(record, pass)]++] = record;
    std::swap(records, spare);
  }
  if (plan.dropped != 0) sort_within_prefixes(records, lowest, plan.dropped);
  return records;
}

}  // namespace lexicnn
