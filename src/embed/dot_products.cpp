#include "lexicnn/embed/dot_products.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "lexicnn/core/parallel.hpp"

#include "core/intrinsics.hpp"
#include "core/simd.hpp"

namespace lexicnn {
namespace {

/// Rows that are held against each other at a time, on either side.
constexpr std::size_t kTile = 2;

template <std::size_t kWidth>
struct FloatRegister;
template <>
struct FloatRegister<kWidthBaseline> {
  using Floats = float __attribute__((vector_size(8)));
};
template <>
struct FloatRegister<kWidthAvx2> {
  using Floats = float __attribute__((vector_size(16)));
};
template <>
struct FloatRegister<kWidthAvx512> {
  using Floats = float __attribute__((vector_size(32)));
};

template <std::size_t kWidth>
LEXICNN_INLINE void load(Eight<kWidth>& to, const double* from) {
  to.load(from);
}

template <std::size_t kWidth>
LEXICNN_INLINE void load(Eight<kWidth>& to, const float* from) {
  for (std::size_t i = 0; i < Eight<kWidth>::kParts; ++i) {
    typename FloatRegister<kWidth>::Floats floats;
    std::memcpy(&floats, from + i * kWidth, sizeof floats);
    to.parts[i] = __builtin_convertvector(floats, typename Eight<kWidth>::Part);
  }
}

template <std::size_t kWidth, typename T>
LEXICNN_INLINE void add_products(Eight<kWidth>* sums, const T* const* left, const T* const* right,
                                 std::size_t at) {
  Eight<kWidth> one[kTile];
  Eight<kWidth> other[kTile];
  for (std::size_t i = 0; i < kTile; ++i) {
    load(one[i], left[i] + at);
    load(other[i], right[i] + at);
  }
  for (std::size_t i = 0; i < kTile; ++i) {
    for (std::size_t j = 0; j < kTile; ++j)
      sums[kTile * i + j].add_product(one[i], other[j]);
  }
}

/// out[2 i + j] = left[i] · right[j]
template <std::size_t kWidth, typename T>
LEXICNN_INLINE void tile(const T* const* left, const T* const* right, std::size_t columns,
                         double* out) {
  Eight<kWidth> sums[kTile * kTile];
  const std::size_t whole = columns - columns % kLanes;
  for (std::size_t at = 0; at < whole; at += kLanes)
    add_products(sums, left, right, at);
  if (whole < columns) {
    T ends[2 * kTile][kLanes]{};
    for (std::size_t i = 0; i < kTile; ++i) {
      std::copy(left[i] + whole, left[i] + columns, ends[i]);
      std::copy(right[i] + whole, right[i] + columns, ends[kTile + i]);
    }
    const T* const end[] = {ends[0], ends[1], ends[2], ends[3]};
    add_products(sums, end, end + kTile, 0);
  }
  for (std::size_t i = 0; i < kTile * kTile; ++i)
    out[i] = sums[i].sum();
}

/// Bytes are summed exactly, so their order is the compiler's. A run of them cannot overflow.
template <std::size_t kWidth>
LEXICNN_INLINE void tile(const std::int8_t* const* left, const std::int8_t* const* right,
                         std::size_t columns, double* out) {
  constexpr std::size_t kRun = 65536;
  std::int64_t sums[kTile * kTile]{};
  for (std::size_t from = 0; from < columns; from += kRun) {
    const std::size_t to = std::min(columns, from + kRun);
    for (std::size_t i = 0; i < kTile * kTile; ++i) {
      std::int32_t sum = 0;
      for (std::size_t at = from; at < to; ++at) {
        sum += static_cast<std::int32_t>(left[i / kTile][at]) *
               static_cast<std::int32_t>(right[i % kTile][at]);
      }
      sums[i] += sum;
    }
  }
  for (std::size_t i = 0; i < kTile * kTile; ++i)
    out[i] = static_cast<double>(sums[i]);
}

using Rows = std::span<const std::uint64_t>;

template <std::size_t kWidth, typename T>
LEXICNN_INLINE void all_tiles(const T* data, const RowsView& rows, Rows left, Rows right,
                              double* out) {
  const auto at = [&](Rows some, std::size_t i) {
    return data + some[std::min(i, some.size() - 1)] * rows.stride;
  };
  for (std::size_t j = 0; j < right.size(); j += kTile) {
    const T* const others[] = {at(right, j), at(right, j + 1)};
    for (std::size_t i = 0; i < left.size(); i += kTile) {
      const T* const ones[] = {at(left, i), at(left, i + 1)};
      double products[kTile * kTile];
      tile<kWidth>(ones, others, rows.columns, products);
      for (std::size_t k = 0; k < kTile * kTile; ++k) {
        const std::size_t row = i + k / kTile;
        const std::size_t column = j + k % kTile;
        if (row < left.size() && column < right.size())
          out[row * right.size() + column] = products[k];
      }
    }
  }
}

template <typename T>
void products_baseline(const T* data, const RowsView& rows, Rows left, Rows right, double* out) {
  all_tiles<kWidthBaseline>(data, rows, left, right, out);
}

#if defined(__x86_64__)
template <typename T>
LEXICNN_AVX2 void products_avx2(const T* data, const RowsView& rows, Rows left, Rows right,
                                double* out) {
  all_tiles<kWidthAvx2>(data, rows, left, right, out);
}

template <typename T>
LEXICNN_AVX512 void products_avx512(const T* data, const RowsView& rows, Rows left, Rows right,
                                    double* out) {
  all_tiles<kWidthAvx512>(data, rows, left, right, out);
}
#endif

template <typename T>
void products(const T* data, const RowsView& rows, Rows left, Rows right, double* out) {
#if defined(__x86_64__)
  const InstructionSet set = instruction_set();
  if (set == InstructionSet::avx512) return products_avx512(data, rows, left, right, out);
  if (set == InstructionSet::avx2) return products_avx2(data, rows, left, right, out);
#endif
  products_baseline(data, rows, left, right, out);
}

}  // namespace

void copy_row(const RowsView& rows, std::uint64_t row, double* out) {
  const double scale = rows.scale == nullptr ? 1 : rows.scale[row];
  std::visit(
      [&](const auto* data) {
        const auto* from = data + row * rows.stride;
        for (std::uint64_t i = 0; i < rows.columns; ++i)
          out[i] = scale * static_cast<double>(from[i]);
      },
      rows.data);
}

void dot_products(const RowsView& rows, Rows left, Rows right, double* out) {
  if (left.empty() || right.empty()) return;
  std::visit([&](const auto* data) { products(data, rows, left, right, out); }, rows.data);
  if (rows.scale == nullptr) return;
  for (const std::uint64_t row : left) {
    for (const std::uint64_t column : right)
      *out++ *= rows.scale[row] * rows.scale[column];
  }
}

void DotProducts::keep_all(const Context& context) {
  constexpr std::uint64_t kRowsAtOnce = 16;
  const std::uint64_t count = rows_.rows;
  std::vector<std::uint64_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), std::uint64_t{0});
  std::vector<double> all(count * count);
  parallel_ranges(count, kRowsAtOnce, context, [&](Range range, unsigned) {
    std::vector<double> part(range.size() * range.end);
    dot_products(rows_, Rows(numbers).subspan(range.begin, range.size()),
                 Rows(numbers).first(range.end), part.data());
    for (std::uint64_t i = range.begin; i < range.end; ++i) {
      for (std::uint64_t j = 0; j <= i; ++j) {
        const double product = part[(i - range.begin) * range.end + j];
        all[i * count + j] = product;
        all[j * count + i] = product;
      }
    }
  });
  all_ = std::move(all);
}

void DotProducts::get(Rows left, Rows right, double* out) const {
  if (all_.empty()) return dot_products(rows_, left, right, out);
  for (const std::uint64_t row : left) {
    const double* from = all_.data() + row * rows_.rows;
    for (const std::uint64_t column : right)
      *out++ = from[column];
  }
}

}  // namespace lexicnn
