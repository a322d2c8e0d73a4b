#include "lexicnn/embed/search.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <utility>
#include <vector>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/parallel.hpp"

#include "embed/dot_kernel.hpp"

namespace lexicnn {
namespace {

using embed_stage::DotKernel;
using embed_stage::PackedRows;

/// Queries that pass over a block of the database while it is in the cache, at most: the database
/// is read from memory once for them all.
constexpr std::uint64_t kMostQueries = 128;

/// Bytes of the database that stay in a core's cache while these queries pass over them.
constexpr std::uint64_t kBlockBytes = std::uint64_t{256} << 10U;

/// A neighbour: distance, then row, as they are ordered.
using Candidate = std::pair<std::uint64_t, std::uint64_t>;

/// The k best candidates so far, the worst of them on top. Rows are offered in ascending order.
class Best {
 public:
  explicit Best(std::uint64_t k) : k_(k) { heap_.reserve(k); }

  /// Only smaller distances are worth offering: of equal ones the lower row stays.
  [[nodiscard]] std::uint64_t limit() const {
    return heap_.size() < k_ ? std::numeric_limits<std::uint64_t>::max() : heap_.front().first;
  }

  void offer(const Candidate& candidate) {
    if (heap_.size() == k_) {
      std::pop_heap(heap_.begin(), heap_.end());
      heap_.pop_back();
    }
    heap_.push_back(candidate);
    std::push_heap(heap_.begin(), heap_.end());
  }

  /// Ascending; used up.
  std::vector<Candidate>& sorted() {
    std::sort_heap(heap_.begin(), heap_.end());
    return heap_;
  }

 private:
  std::uint64_t k_;
  std::vector<Candidate> heap_;
};

void check_features(const PackedDigits& queries, const PackedDigits& database) {
  if (queries.features() == database.features()) return;
  throw Error(ErrorKind::invalid_input,
              fmt::format("queries have {} features, what is searched has {}", queries.features(),
                          database.features()));
}

/// Queries that a thread takes at once: no thread is left without.
std::uint64_t grain_for(std::uint64_t queries, const Context& context) {
  const std::uint64_t threads = context.thread_count();
  return std::clamp<std::uint64_t>((queries + threads - 1) / threads, 1, kMostQueries);
}

/// Calls `take(range of queries, begin, rows, dots)` for each block of the database, ascending,
/// with the dot products of these queries: range.size() × rows.
template <typename Take>
void each_block(const PackedDigits& queries, const PackedDigits& database, Range range,
                std::vector<std::int64_t>& dots, const Take& take) {
  const DotKernel kernel = embed_stage::dot_kernel();
  const std::uint64_t lines = database.lines();
  const std::uint64_t block =
      std::max<std::uint64_t>(kBlockBytes / (lines * sizeof(PackedDigits::Line)), 2);
  dots.resize(range.size() * block);
  for (std::uint64_t begin = 0; begin < database.rows(); begin += block) {
    const std::uint64_t rows = std::min(block, database.rows() - begin);
    kernel({queries.row(range.begin), range.size()}, {database.row(begin), rows}, lines,
           dots.data());
    take(begin, rows);
  }
}

/// |a - b|² = |a|² + |b|² - 2 a · b, and |a|² is the number of digits that are not 0.
std::uint64_t squared_distance(std::uint64_t a, std::uint64_t b, std::int64_t dot) {
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(a + b) - 2 * dot);
}

void search(const PackedDigits& queries, const PackedDigits& database, Range range,
            std::vector<std::int64_t>& dots, Neighbours& out) {
  const std::uint64_t k = out.rows.columns();
  std::vector<Best> best(range.size(), Best(k));
  each_block(queries, database, range, dots, [&](std::uint64_t begin, std::uint64_t rows) {
    for (std::uint64_t q = 0; q < range.size(); ++q) {
      const std::uint64_t length = queries.nonzeros(range.begin + q);
      const std::int64_t* dot = &dots[q * rows];
      std::uint64_t limit = best[q].limit();
      for (std::uint64_t d = 0; d < rows; ++d) {
        const std::uint64_t distance =
            squared_distance(length, database.nonzeros(begin + d), dot[d]);
        if (distance >= limit) continue;
        best[q].offer({distance, begin + d});
        limit = best[q].limit();
      }
    }
  });
  for (std::uint64_t q = 0; q < range.size(); ++q) {
    const std::vector<Candidate>& found = best[q].sorted();
    for (std::uint64_t i = 0; i < k; ++i) {
      out.squared_distance(range.begin + q, i) = found[i].first;
      out.rows(range.begin + q, i) = found[i].second;
    }
  }
}

}  // namespace

Grid<std::int64_t> dot_products(const PackedDigits& queries, const PackedDigits& database,
                                const Context& context) {
  check_features(queries, database);
  Grid<std::int64_t> out(queries.rows(), database.rows());
  std::vector<std::vector<std::int64_t>> dots(context.thread_count());
  parallel_ranges(queries.rows(), grain_for(queries.rows(), context), context,
                  [&](Range range, unsigned worker) {
                    each_block(queries, database, range, dots[worker],
                               [&](std::uint64_t begin, std::uint64_t rows) {
                                 for (std::uint64_t q = 0; q < range.size(); ++q)
                                   std::copy_n(&dots[worker][q * rows], rows,
                                               &out(range.begin + q, begin));
                               });
                  });
  return out;
}

Neighbours nearest(const PackedDigits& queries, const PackedDigits& database, std::uint64_t k,
                   const Context& context) {
  check_features(queries, database);
  if (k == 0) throw Error(ErrorKind::invalid_option, "no neighbour is asked for: give 1 or more");
  k = std::min(k, database.rows());
  Neighbours out{Grid<std::uint64_t>(queries.rows(), k), Grid<std::uint64_t>(queries.rows(), k)};
  if (k == 0) return out;
  std::vector<std::vector<std::int64_t>> dots(context.thread_count());
  parallel_ranges(
      queries.rows(), grain_for(queries.rows(), context), context,
      [&](Range range, unsigned worker) { search(queries, database, range, dots[worker], out); });
  return out;
}

}  // namespace lexicnn
