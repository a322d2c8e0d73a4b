#include "score/p_value_durbin.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "core/simd.hpp"
#include "score/p_value_factorial.hpp"

namespace lexicnn {
namespace {

constexpr std::size_t kMostBlocks = 8;
constexpr std::size_t kMostRows = kLanes * kMostBlocks;
static_assert(2 * kMostDurbinT <= kMostRows);
using Vector = std::array<double, kMostRows>;

/// The matrix H of size 2k - 1, of which P = (n! / n^n) (H^n)_kk; here divided by e, which n!/n^n
/// makes up for, so that powers stay in range. Columns are filled up with zeros to whole vectors,
/// and followed by one of zeros.
class DurbinMatrix {
 public:
  explicit DurbinMatrix(double t) {
    const double k = std::ceil(t);
    const double h = k - t;
    size_ = static_cast<std::size_t>(2 * k) - 1;
    columns_.resize((size_ + 1) * blocks() * kLanes);
    Vector edge{};
    Vector inverse_factorial{};
    double inverse = 1 / std::numbers::e;
    double power = 1;
    for (std::size_t j = 0; j < size_; ++j) {
      inverse_factorial[j] = inverse;
      inverse /= static_cast<double>(j + 1);
      power *= h;
      edge[j] = (1 - power) * inverse;
    }
    // Row i holds edge[i] first, then 1/(i - j + 1)! for j = 1 … i + 1; the last row is the first
    // column read backwards.
    for (std::size_t i = 0; i + 1 < size_; ++i) {
      at(i, 0) = edge[i];
      for (std::size_t j = 1; j <= i + 1; ++j)
        at(i, j) = inverse_factorial[i + 1 - j];
    }
    for (std::size_t j = 1; j < size_; ++j)
      at(size_ - 1, j) = edge[size_ - 1 - j];
    at(size_ - 1, 0) =
        (1 - 2 * power + std::pow(std::max(0.0, 2 * h - 1), static_cast<double>(size_))) * inverse;
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::size_t blocks() const noexcept { return (size_ + kLanes - 1) / kLanes; }
  [[nodiscard]] const double* column(std::size_t j) const noexcept {
    return columns_.data() + j * blocks() * kLanes;
  }

  /// This matrix times itself; `multiply_by` is that of its number of blocks.
  [[nodiscard]] DurbinMatrix squared(void (*multiply_by)(const DurbinMatrix&, std::int64_t,
                                                         Vector&)) const {
    DurbinMatrix out = *this;
    const std::size_t rows = blocks() * kLanes;
    for (std::size_t j = 0; j < size_; ++j) {
      Vector each{};
      std::copy_n(column(j), rows, each.begin());
      multiply_by(*this, 1, each);
      std::copy_n(each.begin(), rows, &out.at(0, j));
    }
    return out;
  }

 private:
  double& at(std::size_t i, std::size_t j) { return columns_[j * blocks() * kLanes + i]; }

  std::size_t size_ = 0;
  std::vector<double> columns_;
};

/// vector = H^steps vector.
template <std::size_t kWidth, std::size_t kBlocks>
LEXICNN_INLINE void multiply(const DurbinMatrix& matrix, std::int64_t steps, Vector& vector) {
  for (; steps > 0; --steps) {
    // Of the even and the odd columns: one sum would wait for itself.
    Eight<kWidth> sums[2][kBlocks];
    Eight<kWidth> lanes;
    for (std::size_t j = 0; j < matrix.size(); j += 2) {
      for (std::size_t odd = 0; odd < 2; ++odd) {
        const double* column = matrix.column(j + odd);
        for (std::size_t block = 0; block < kBlocks; ++block) {
          lanes.load(column + block * kLanes);
          sums[odd][block].add_product(lanes, vector[j + odd]);
        }
      }
    }
    for (std::size_t block = 0; block < kBlocks; ++block) {
      sums[0][block] += sums[1][block];
      sums[0][block].store(vector.data() + block * kLanes);
    }
  }
}

using Multiply = void (*)(const DurbinMatrix&, std::int64_t, Vector&);

#define LEXICNN_DURBIN_KERNELS(name, target, width)                                             \
  template <std::size_t kBlocks>                                                                \
  target void multiply_##name(const DurbinMatrix& matrix, std::int64_t steps, Vector& vector) { \
    multiply<width, kBlocks>(matrix, steps, vector);                                            \
  }                                                                                             \
  template <std::size_t... kBlocks>                                                             \
  std::array<Multiply, kMostBlocks> list_##name(std::index_sequence<kBlocks...>) {              \
    return {multiply_##name<kBlocks + 1>...};                                                   \
  }

LEXICNN_DURBIN_KERNELS(baseline, , kWidthBaseline)
#if defined(__x86_64__)
LEXICNN_DURBIN_KERNELS(avx2, LEXICNN_AVX2, kWidthAvx2)
LEXICNN_DURBIN_KERNELS(avx512, LEXICNN_AVX512, kWidthAvx512)
#endif

#undef LEXICNN_DURBIN_KERNELS

/// By the number of blocks, less 1.
std::array<Multiply, kMostBlocks> choose_kernels() noexcept {
  constexpr auto kAll = std::make_index_sequence<kMostBlocks>();
#if defined(__x86_64__)
  if (instruction_set() == InstructionSet::avx512) return list_avx512(kAll);
  if (instruction_set() == InstructionSet::avx2) return list_avx2(kAll);
#endif
  return list_baseline(kAll);
}

const std::array<Multiply, kMostBlocks> kMultiply = choose_kernels();

/// H^n for one n after the other, by its product with the unit vector of the middle.
class Powers {
 public:
  /// Of H^steps.
  Powers(double t, std::int64_t steps) : matrix_(t), multiply_by_(kMultiply[matrix_.blocks() - 1]) {
    const std::size_t size = matrix_.size();
    vector_[size / 2] = 1;
    if (steps > 4 * static_cast<std::int64_t>(size)) {  // eight at a time are worth the squaring
      const DurbinMatrix eight =
          matrix_.squared(multiply_by_).squared(multiply_by_).squared(multiply_by_);
      multiply_by_(eight, steps / 8, vector_);
      steps %= 8;
    }
    multiply_by_(matrix_, steps, vector_);
  }

  void next() { multiply_by_(matrix_, 1, vector_); }

  /// (H^(a + b))_kk, where this is of H^b and `before` of H^a: H is symmetric about its other
  /// diagonal, so row k of a power is its column k backwards.
  [[nodiscard]] double middle(const Vector& before) const {
    double product = 0;
    for (std::size_t i = 0; i < matrix_.size(); ++i)
      product += before[matrix_.size() - 1 - i] * vector_[i];
    return product;
  }

  [[nodiscard]] const Vector& vector() const noexcept { return vector_; }

 private:
  DurbinMatrix matrix_;
  Multiply multiply_by_;
  Vector vector_{};
};

/// From (H^n)_kk, H divided by e, to the probability.
double scaled(std::int64_t n, double middle) {
  const double scale =
      std::sqrt(2 * std::numbers::pi * static_cast<double>(n)) * std::exp(stirling_error(n));
  return std::min(1.0, middle * scale);
}

}  // namespace

double durbin_below(std::int64_t n, double t) {
  Powers powers(t, n / 2);
  const Vector half = powers.vector();
  if (n % 2 != 0) powers.next();
  return scaled(n, powers.middle(half));
}

std::array<double, kDurbinSizes> durbin_below_sizes(std::int64_t first, double t) {
  static_assert(kDurbinSizes % 2 == 0);
  std::array<double, kDurbinSizes> out;
  Powers powers(t, first / 2);
  for (std::size_t i = 0; i < kDurbinSizes; i += 2) {
    const std::int64_t n = first + static_cast<std::int64_t>(i);
    const Vector half = powers.vector();
    out[i] = n == 0 ? 0 : scaled(n, powers.middle(half));
    powers.next();
    out[i + 1] = scaled(n + 1, powers.middle(half));
  }
  return out;
}

}  // namespace lexicnn
