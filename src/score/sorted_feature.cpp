#include "score/sorted_feature.hpp"

#include <algorithm>
#include <array>
#include <type_traits>

#include "score/column_kernel.hpp"
#include "score/key.hpp"
#include "score/radix_sort.hpp"

namespace lexicnn {
namespace {

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

/// One tie in so many values, or fewer, is put right after the fact.
constexpr std::size_t kFewTies = 16;

double tie_term(std::size_t equal) {
  const auto t = static_cast<double>(equal);
  return t * t * t - t;
}

}  // namespace

std::uint32_t SortedFeature::not_positive() const noexcept {
  if (floor_ != 0) return floor_;
  return static_cast<std::uint32_t>(std::upper_bound(values_.begin(), values_.end(), 0.0) -
                                    values_.begin());
}

/// Without a branch on whether values are equal: first the begins of all runs, then for each image
/// the begins of its run and of the next.
template <typename Record>
void SortedFeature::place_runs(std::span<const Record> records) {
  const std::size_t count = records.size();
  const auto is_new = [&](std::size_t i) { return records[i].key() != records[i - 1].key(); };
  begins_.resize(count + 1);
  std::uint32_t* begins = begins_.data();
  begins[0] = floor_;
  std::size_t run = 0;
  for (std::size_t i = 1; i < count; ++i) {
    begins[run + 1] = floor_ + static_cast<std::uint32_t>(i);  // stays if a run begins here
    run += is_new(i) ? 1U : 0U;
  }
  begins[run + 1] = floor_ + static_cast<std::uint32_t>(count);
  add_ties(std::span(begins, run + 2));
  places_[0] = RunPlace::pack(begins[0], begins[1]);
  run = 0;
  for (std::size_t i = 1; i < count; ++i) {
    run += is_new(i) ? 1U : 0U;
    places_[i] = RunPlace::pack(begins[run], begins[run + 1]);
  }
}

/// Where nearly all values differ: puts right the few that do not.
template <typename Record>
void SortedFeature::place_ties(std::span<const Record> records) {
  const std::size_t count = records.size();
  for (std::size_t i = 1; i < count; ++i) {
    if (records[i].key() != records[i - 1].key()) continue;
    const std::size_t begin = i - 1;
    while (i < count && records[i].key() == records[begin].key())
      ++i;
    std::fill(places_.begin() + static_cast<std::ptrdiff_t>(begin),
              places_.begin() + static_cast<std::ptrdiff_t>(i),
              RunPlace::pack(floor_ + begin, floor_ + i));
    ties_ += tie_term(i - begin);
  }
}

void SortedFeature::add_ties(std::span<const std::uint32_t> begins) {
  // Four sums at once: one would wait for itself.
  std::array<double, 4> sums{};
  for (std::size_t run = 0; run + 1 < begins.size(); ++run)
    sums[run % 4] += tie_term(begins[run + 1] - begins[run]);
  ties_ += sums[0] + sums[1] + sums[2] + sums[3];
}

template <typename Key, typename Record>
void SortedFeature::list(std::span<const Record> records) {
  const std::size_t count = records.size();
  images_.resize(count);
  places_.resize(count);
  values_.resize(count);
  const std::size_t above = split_records<Key, Record>(records, images_.data(), values_.data());
  distinct_ = static_cast<std::uint32_t>(above) + (floor_ != 0 ? 1 : 0);
  ties_ = tie_term(floor_);
  if (count - above > count / kFewTies) return place_runs(records);
  for (std::size_t i = 0; i < count; ++i)
    places_[i] = RunPlace::pack(floor_ + i, floor_ + i + 1);
  if (above != count) place_ties(records);
}

template <typename Key>
std::size_t SortedFeature::sort_as(const std::byte* column, std::size_t rows) {
  using Record = std::conditional_t<sizeof(typename Key::Bits) == 8, WideRecord, NarrowRecord>;
  const ColumnLook<Key> seen = look_at<Key>(column, rows);
  if (seen.largest >= Key::kInfinity) {
    std::size_t row = 0;
    while (Key::magnitude(Key::load(column, row)) < Key::kInfinity)
      ++row;
    return row;
  }
  const bool has_floor = seen.zeros != 0 && !seen.negative;
  zeros_ = static_cast<std::uint32_t>(seen.zeros);
  floor_ = has_floor ? zeros_ : 0;
  scratch_.resize((2 * rows + kRecordSlack) * sizeof(Record));
  auto* records = reinterpret_cast<Record*>(scratch_.data());
  const std::size_t count = write_records<Key, Record>(column, rows, has_floor, records);
  std::span<Record> sorted(records, count);
  if (count > 1) {
    const auto [lowest, highest] = key_range<Record>(sorted);
    sorted = radix_sort(sorted, std::span(records + count, count), lowest, highest);
  }
  list<Key, Record>(sorted);
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
