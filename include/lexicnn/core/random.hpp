/// Counter-based random streams: the same numbers whatever the threads, blocks or ranks.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <utility>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): the four
/// words that counter and key determine.
LEXICNN_API std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                                    std::array<std::uint32_t, 2> key) noexcept;

/// A stream of random numbers fixed by (seed, stream): stream r of a seed is the same wherever and
/// whenever it is drawn. Satisfies UniformRandomBitGenerator with 32-bit words.
class LEXICNN_API RandomStream {
 public:
  using result_type = std::uint32_t;

  RandomStream(std::uint64_t seed, std::uint64_t stream) noexcept;

  static constexpr result_type min() noexcept { return 0; }
  static constexpr result_type max() noexcept { return 0xFFFFFFFFU; }
  result_type operator()() noexcept;

  /// Uniform in [0, bound), without bias (Lemire 2019); bound in [1, 2^32 - 1].
  std::uint32_t below(std::uint32_t bound) noexcept;

  /// Uniform in [0, 1) with 53 bits.
  double uniform() noexcept;

  /// Fisher-Yates: every order equally likely; at most 2^32 - 1 items.
  template <typename T>
  void shuffle(std::span<T> items) noexcept {
    for (std::size_t i = items.size(); i > 1; --i) {
      std::swap(items[i - 1], items[below(static_cast<std::uint32_t>(i))]);
    }
  }

 private:
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 4> words_{};
  unsigned used_ = 4;
};

}  // namespace lexicnn
