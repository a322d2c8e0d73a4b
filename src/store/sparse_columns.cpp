#include "store/sparse_columns.hpp"

#include <algorithm>
#include <deque>
#include <limits>
#include <mutex>
#include <vector>

#include "store/exact_values.hpp"
#include "store/h5ad_file.hpp"

namespace lexicnn {
namespace {

/// Entries read at once: place and value take about 1 MB and stay in the cache.
constexpr std::uint64_t kEntriesAtOnce = std::uint64_t{1} << 16U;

/// Goes through the entries of a range in tiles: `visit(first entry, places)`.
template <typename Visit>
void each_place(const std::filesystem::path& path, const SparseArrays& arrays, std::uint64_t begin,
                std::uint64_t end, Visit&& visit) {
  std::vector<std::int64_t> places(std::min(kEntriesAtOnce, end - begin));
  for (; begin < end; begin += kEntriesAtOnce) {
    const std::uint64_t count = std::min(kEntriesAtOnce, end - begin);
    reading(path, [&] { arrays.read_places(begin, count, places.data()); });
    visit(begin, std::span<const std::int64_t>(places).first(count));
  }
}

/// The same with the values: `visit(first entry, places, values)`.
template <typename Value, typename Visit>
void each_entry(const std::filesystem::path& path, const SparseArrays& arrays, std::uint64_t begin,
                std::uint64_t end, Visit&& visit) {
  std::vector<Value> values(std::min(kEntriesAtOnce, end - begin));
  each_place(path, arrays, begin, end,
             [&](std::uint64_t first, std::span<const std::int64_t> places) {
               reading(path, [&] { arrays.read_values(first, places.size(), values.data()); });
               visit(first, places, values.data());
             });
}

class CscColumns final : public SparseColumns {
 public:
  CscColumns(std::filesystem::path path, SparseArrays arrays, std::uint64_t rows)
      : SparseColumns(std::move(path), std::move(arrays)), rows_(rows) {}

  void read(std::uint64_t first, std::uint64_t count, std::span<std::byte> out) const override {
    with_stored(arrays_.stored(), [&]<typename Types>(Types) { fill<Types>(first, count, out); });
  }

 private:
  template <typename Types>
  void fill(std::uint64_t first, std::uint64_t count, std::span<std::byte> out) const {
    using Out = typename Types::Delivered;
    using In = typename Types::Memory;
    auto* const columns = reinterpret_cast<Out*>(out.data());
    std::fill_n(columns, count * rows_, Out{});
    const std::vector<std::uint64_t>& starts = arrays_.starts();
    std::vector<std::uint64_t> last(rows_, std::numeric_limits<std::uint64_t>::max());
    std::uint64_t column = first;
    each_entry<In>(
        path_, arrays_, starts[first], starts[first + count],
        [&](std::uint64_t entry, std::span<const std::int64_t> places, const In* values) {
          for (std::size_t i = 0; i < places.size(); ++i) {
            while (entry + i >= starts[column + 1])
              ++column;
            const auto row = static_cast<std::uint64_t>(places[i]);
            if (last[row] == column) arrays_.refuse_duplicate(row, column);
            last[row] = column;
            columns[(column - first) * rows_ + row] =
                convert<Out>(values[i], arrays_.values_path());
          }
        });
  }

  std::uint64_t rows_;
};

/// The entries of the columns [begin, end) in column order; those of a column by row.
struct ColumnGroup {
  std::uint64_t begin;
  std::uint64_t end;
  std::unique_ptr<std::uint32_t[]> rows;
  std::unique_ptr<std::byte[]> values;
};

class CsrColumns final : public SparseColumns {
 public:
  CsrColumns(std::filesystem::path path, SparseArrays arrays, std::uint64_t rows,
             std::uint64_t columns, std::uint64_t most_bytes)
      : SparseColumns(std::move(path), std::move(arrays)),
        rows_(rows),
        columns_(columns),
        most_bytes_(most_bytes),
        value_size_(element_size(delivered(arrays_.stored(), arrays_.values_path()))) {}

  void read(std::uint64_t first, std::uint64_t count, std::span<std::byte> out) const override {
    const std::uint64_t column_bytes = rows_ * value_size_;
    std::fill(out.begin(), out.end(), std::byte{0});
    for (std::uint64_t column = first; column < first + count;) {
      const std::shared_ptr<const ColumnGroup> group = group_of(column);
      const std::uint64_t end = std::min(group->end, first + count);
      for (; column < end; ++column) {
        put(*group, column, out.subspan((column - first) * column_bytes, column_bytes));
      }
    }
  }

 private:
  void put(const ColumnGroup& group, std::uint64_t column, std::span<std::byte> out) const {
    const std::uint64_t before = starts_[group.begin];
    for (std::uint64_t i = starts_[column] - before; i < starts_[column + 1] - before; ++i) {
      std::copy_n(group.values.get() + i * value_size_, value_size_,
                  out.data() + group.rows[i] * value_size_);
    }
  }

  [[nodiscard]] std::shared_ptr<const ColumnGroup> group_of(std::uint64_t column) const {
    const std::lock_guard lock(mutex_);
    if (bounds_.empty()) plan();
    const auto held = std::find_if(held_.begin(), held_.end(), [column](const auto& group) {
      return column >= group->begin && column < group->end;
    });
    if (held != held_.end()) return *held;
    if (held_.size() == 2) held_.pop_front();
    const auto end = std::upper_bound(bounds_.begin(), bounds_.end(), column);
    with_stored(arrays_.stored(), [&]<typename Types>(Types) {
      held_.push_back(load<Types>(*std::prev(end), *end));
    });
    return held_.back();
  }

  /// Counts each column's entries and cuts the columns into groups.
  void plan() const {
    std::vector<std::uint64_t> starts(columns_ + 1, 0);
    const std::uint64_t entries = arrays_.starts().back();
    each_place(path_, arrays_, 0, entries,
               [&](std::uint64_t, std::span<const std::int64_t> places) {
                 for (const std::int64_t place : places)
                   ++starts[static_cast<std::uint64_t>(place) + 1];
               });
    for (std::uint64_t column = 0; column < columns_; ++column)
      starts[column + 1] += starts[column];
    starts_ = std::move(starts);
    const std::uint64_t entry_bytes = value_size_ + sizeof(std::uint32_t);
    const std::uint64_t most = most_bytes_ / entry_bytes;
    const std::uint64_t in_group = entries <= most ? most : most / 2;
    bounds_ = {0};
    for (std::uint64_t column = 1; column < columns_; ++column) {
      if (starts_[column + 1] - starts_[bounds_.back()] > in_group) bounds_.push_back(column);
    }
    bounds_.push_back(columns_);
  }

  template <typename Types>
  [[nodiscard]] std::shared_ptr<const ColumnGroup> load(std::uint64_t begin,
                                                        std::uint64_t end) const {
    using Out = typename Types::Delivered;
    using In = typename Types::Memory;
    const std::uint64_t before = starts_[begin];
    const std::uint64_t entries = starts_[end] - before;
    auto group = std::make_shared<ColumnGroup>(
        ColumnGroup{begin, end, std::make_unique_for_overwrite<std::uint32_t[]>(entries),
                    std::make_unique_for_overwrite<std::byte[]>(entries * sizeof(Out))});
    auto* const values = reinterpret_cast<Out*>(group->values.get());
    std::vector<std::uint64_t> next(starts_.begin() + static_cast<std::ptrdiff_t>(begin),
                                    starts_.begin() + static_cast<std::ptrdiff_t>(end));
    const std::vector<std::uint64_t>& lines = arrays_.starts();
    std::uint64_t row = 0;
    each_entry<In>(
        path_, arrays_, 0, lines.back(),
        [&](std::uint64_t entry, std::span<const std::int64_t> places, const In* stored) {
          for (std::size_t i = 0; i < places.size(); ++i) {
            while (entry + i >= lines[row + 1])
              ++row;
            const auto column = static_cast<std::uint64_t>(places[i]);
            if (column < begin || column >= end) continue;
            if (next[column - begin] == starts_[column + 1]) {
              throw h5::Failure("the file changed while it was read");
            }
            const std::uint64_t at = next[column - begin]++ - before;
            if (at > starts_[column] - before && group->rows[at - 1] == row) {
              arrays_.refuse_duplicate(row, column);
            }
            group->rows[at] = static_cast<std::uint32_t>(row);
            values[at] = convert<Out>(stored[i], arrays_.values_path());
          }
        });
    return group;
  }

  std::uint64_t rows_;
  std::uint64_t columns_;
  std::uint64_t most_bytes_;
  std::size_t value_size_;

  // Made by the first read, so that opening a file stays quick.
  mutable std::mutex mutex_;
  mutable std::vector<std::uint64_t> starts_;  // of each column, over all groups
  mutable std::vector<std::uint64_t> bounds_;  // first column of each group, and columns_
  mutable std::deque<std::shared_ptr<const ColumnGroup>> held_;
};

}  // namespace

std::unique_ptr<SparseColumns> make_sparse_columns(std::filesystem::path path, SparseArrays arrays,
                                                   std::uint64_t rows, std::uint64_t columns,
                                                   std::uint64_t most_bytes) {
  if (!arrays.by_row())
    return std::make_unique<CscColumns>(std::move(path), std::move(arrays), rows);
  if (rows > std::numeric_limits<std::uint32_t>::max()) {
    throw h5::Failure("a sparse matrix by row may have 4,294,967,295 rows; write it as csc_matrix");
  }
  return std::make_unique<CsrColumns>(std::move(path), std::move(arrays), rows, columns,
                                      most_bytes);
}

}  // namespace lexicnn
