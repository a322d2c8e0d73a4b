/// Marks of loops that are compiled once for each instruction set; `instruction_set()` says which
/// of them runs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "lexicnn/core/instruction_set.hpp"

#define LEXICNN_INLINE inline __attribute__((always_inline))
#define LEXICNN_AVX2 __attribute__((target("avx2")))
#define LEXICNN_AVX512 __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,popcnt")))

namespace lexicnn {

/// Numbers are taken eight at a time on every processor, so that sums are in the same order on all.
constexpr std::size_t kLanes = 8;

/// Registers of so many doubles: compilers make poor code of wider ones than the processor has.
constexpr std::size_t kWidthBaseline = 2;
constexpr std::size_t kWidthAvx2 = 4;
constexpr std::size_t kWidthAvx512 = 8;

/// Vector types of gcc and clang. (One template would not do: gcc passes over the attribute where
/// its number is a parameter.)
template <std::size_t kWidth>
struct Register;

#define LEXICNN_REGISTER(width, bytes)                               \
  template <>                                                        \
  struct Register<width> {                                           \
    using Doubles = double __attribute__((vector_size(bytes)));      \
    using Words = std::uint64_t __attribute__((vector_size(bytes))); \
    using Mask = std::int64_t __attribute__((vector_size(bytes)));   \
  };

LEXICNN_REGISTER(kWidthBaseline, 16)
LEXICNN_REGISTER(kWidthAvx2, 32)
LEXICNN_REGISTER(kWidthAvx512, 64)

#undef LEXICNN_REGISTER

/// Eight doubles in registers of `kWidth`.
template <std::size_t kWidth>
struct Eight {
  static constexpr std::size_t kParts = kLanes / kWidth;
  using Part = typename Register<kWidth>::Doubles;
  using Words = typename Register<kWidth>::Words;
  using Mask = typename Register<kWidth>::Mask;

  Part parts[kParts]{};

  LEXICNN_INLINE void load(const double* from) {
    for (std::size_t i = 0; i < kParts; ++i)
      std::memcpy(&parts[i], from + i * kWidth, sizeof(Part));
  }
  LEXICNN_INLINE void store(double* to) const {
    for (std::size_t i = 0; i < kParts; ++i)
      std::memcpy(to + i * kWidth, &parts[i], sizeof(Part));
  }

  /// first, first + step, …
  LEXICNN_INLINE void count_from(double first, double step) {
    double all[kLanes];
    for (std::size_t i = 0; i < kLanes; ++i)
      all[i] = first + static_cast<double>(i) * step;
    load(all);
  }

  LEXICNN_INLINE void operator+=(const Eight& other) {
    for (std::size_t i = 0; i < kParts; ++i)
      parts[i] += other.parts[i];
  }
  LEXICNN_INLINE void operator-=(const Eight& other) {
    for (std::size_t i = 0; i < kParts; ++i)
      parts[i] -= other.parts[i];
  }
  LEXICNN_INLINE void operator+=(double other) {
    for (std::size_t i = 0; i < kParts; ++i)
      parts[i] += other;
  }
  LEXICNN_INLINE void operator-=(double other) {
    for (std::size_t i = 0; i < kParts; ++i)
      parts[i] -= other;
  }
  LEXICNN_INLINE void operator*=(double other) {
    for (std::size_t i = 0; i < kParts; ++i)
      parts[i] *= other;
  }
  /// += one · other
  LEXICNN_INLINE void add_product(const Eight& one, const Eight& other) {
    for (std::size_t i = 0; i < kParts; ++i)
      parts[i] += one.parts[i] * other.parts[i];
  }
  LEXICNN_INLINE void add_product(const Eight& one, double other) {
    for (std::size_t i = 0; i < kParts; ++i)
      parts[i] += one.parts[i] * other;
  }
  LEXICNN_INLINE void keep_larger(const Eight& other) {
    for (std::size_t i = 0; i < kParts; ++i)
      parts[i] = other.parts[i] > parts[i] ? other.parts[i] : parts[i];
  }

  /// One after the other.
  LEXICNN_INLINE double sum() const {
    double out = 0;
    for (std::size_t i = 0; i < kParts; ++i) {
      for (std::size_t lane = 0; lane < kWidth; ++lane)
        out += parts[i][lane];
    }
    return out;
  }

  LEXICNN_INLINE double largest() const {
    Part most = parts[0];
    for (std::size_t i = 1; i < kParts; ++i)
      most = parts[i] > most ? parts[i] : most;
    double out = most[0];
    for (std::size_t lane = 1; lane < kWidth; ++lane)
      out = most[lane] > out ? most[lane] : out;
    return out;
  }

  /// Whether any is `wanted`.
  LEXICNN_INLINE bool any(double wanted) const {
    Mask hits{};
    for (std::size_t i = 0; i < kParts; ++i)
      hits |= parts[i] == Part{} + wanted;
    std::int64_t each[kWidth];
    std::memcpy(each, &hits, sizeof each);
    std::int64_t any = 0;
    for (std::size_t i = 0; i < kWidth; ++i)
      any |= each[i];
    return any != 0;
  }
};

}  // namespace lexicnn
