#include "score/sorted_feature.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <type_traits>
#include <utility>

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

/// Up to so many possible keys for each record are counted rather than sorted.
constexpr std::size_t kKeysARecord = 2;
static_assert(SortedFeature::kMostKeys > std::numeric_limits<HalfKey::Bits>::max());
/// Images of a run that are filled in at once.
constexpr std::size_t kRunStep = 4;

double tie_term(std::size_t equal) {
  const auto t = static_cast<double>(equal);
  return t * t * t - t;
}

}  // namespace

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
  distinct_ = static_cast<std::uint32_t>(above);
  if (count - above > count / kFewTies) return place_runs(records);
  for (std::size_t i = 0; i < count; ++i)
    places_[i] = RunPlace::pack(floor_ + i, floor_ + i + 1);
  if (above != count) place_ties(records);
}

/// Where there are few keys for the number of records, as in half precision: counts them, so that a
/// run's places are known before its images. Keys lie in [lowest, highest].
template <typename Key, typename Record>
void SortedFeature::count_out(std::span<const Record> records, typename Record::Key lowest,
                              typename Record::Key highest) {
  const std::size_t count = records.size();
  images_.resize(count);
  places_.resize(count + kRunStep);
  values_.resize(count + kRunStep);
  begins_.assign(std::size_t{highest} - lowest + 1, 0);
  std::uint32_t* const begins = begins_.data();
  for (const Record& record : records)
    ++begins[record.key() - lowest];
  runs_.resize(begins_.size());
  std::size_t runs = 0;
  for (std::size_t key = 0; key < begins_.size(); ++key) {
    runs_[runs] = static_cast<std::uint32_t>(key);  // stays if there is such a key
    runs += begins[key] != 0 ? 1U : 0U;
  }
  std::uint32_t begin = 0;
  for (std::size_t run = 0; run < runs; ++run) {
    const std::uint32_t key = runs_[run];
    const std::uint32_t end = begin + std::exchange(begins[key], begin);
    const std::uint64_t place = RunPlace::pack(floor_ + begin, floor_ + end);
    const double value = Key::value(static_cast<typename Key::Bits>(lowest + key));
    // Whole steps, without a look at the end: what is too much is written over by the next run.
    for (std::uint32_t i = begin; i < end; i += kRunStep) {
      std::fill_n(places_.data() + i, kRunStep, place);
      std::fill_n(values_.data() + i, kRunStep, value);
    }
    ties_ += tie_term(end - begin);
    begin = end;
  }
  for (const Record& record : records)
    images_[begins[record.key() - lowest]++] = record.image();
  places_.resize(count);
  values_.resize(count);
  distinct_ = static_cast<std::uint32_t>(runs);
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
  ties_ = tie_term(floor_);
  if (count > 1) {
    const auto [lowest, highest] = key_range<Record>(sorted);
    const std::size_t range = highest - lowest;
    if (range < kMostKeys && range / kKeysARecord < count) {
      count_out<Key, Record>(sorted, lowest, highest);
    } else {
      list<Key, Record>(radix_sort(sorted, std::span(records + count, count), lowest, highest));
    }
  } else {
    list<Key, Record>(sorted);
  }
  if (floor_ != 0) ++distinct_;
  not_positive_ = floor_;
  if (floor_ == 0) {
    const auto positive = std::upper_bound(values_.begin(), values_.end(), 0.0);
    not_positive_ = static_cast<std::uint32_t>(positive - values_.begin());
  }
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
