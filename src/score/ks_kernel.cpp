#include "score/ks_kernel.hpp"

#include <algorithm>
#include <cstring>

#include "core/simd.hpp"
#include "score/sorted_feature.hpp"

// The loops are written once with the compiler's generic vectors, eight lanes on every processor,
// and compiled for the baseline, AVX2 and AVX-512. The result does not depend on which runs: the
// integers are exact in double (numbers below 2^53), and the sums always have the same eight
// partial sums.

namespace lexicnn {
namespace {

using Words = std::uint64_t __attribute__((vector_size(kLanes * 8)));

/// Largest N for which every numerator and rank sum is exact in double: 2 N² < 2^53.
constexpr std::int64_t kExactTotal = std::int64_t{1} << 26;

/// Small integers (below 2^52) to doubles: put into the mantissa of 2^52, which is then taken away.
LEXICNN_INLINE void to_doubles(const Words& words, Doubles& out) {
  const Words biased = words | 0x4330000000000000ULL;
  std::memcpy(&out, &biased, sizeof out);
  out -= 0x1p52;
}

struct Lanes {
  Doubles plus, minus, ranks;
};

/// Candidates of eight members, the first of which is member number `member` of the class (from 0).
LEXICNN_INLINE void candidates(const std::uint64_t* places, double member, double size,
                               double total, double offset, Lanes& out) {
  Words packed;
  std::memcpy(&packed, places, sizeof packed);
  Doubles below;
  Doubles through;
  to_doubles(packed & 0xFFFFFFFFULL, below);
  to_doubles(packed >> 32, through);
  const Doubles members = member + Doubles{0, 1, 2, 3, 4, 5, 6, 7};
  out.plus = (below - offset) * size - members * total;
  out.minus = (members + 1.0) * total - (through - offset) * size;
  out.ranks = below + through;
}

template <bool kRanks>
LEXICNN_INLINE void count_lanes(const ClassSample& sample, KsCounts& out) {
  const auto size = static_cast<double>(sample.size);
  const auto total = static_cast<double>(sample.total);
  const std::size_t count = sample.places.size();
  const double at_floor = size - static_cast<double>(count);
  const auto offset = static_cast<double>(sample.below);
  Doubles plus{};
  Doubles minus{};
  Doubles ranks{};
  std::size_t i = 0;
  Lanes lanes;
  for (; i < count; i += kLanes) {
    candidates(sample.places.data() + i, at_floor + static_cast<double>(i), size, total, offset,
               lanes);
    plus = lanes.plus > plus ? lanes.plus : plus;
    minus = lanes.minus > minus ? lanes.minus : minus;
    if constexpr (kRanks) ranks += lanes.ranks;
  }
  // Where there is a floor, its own value counts too.
  double best_plus = 0;
  double best_minus = std::max(0.0, at_floor * total - static_cast<double>(sample.floor) * size);
  double sum = 0;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    best_plus = std::max(best_plus, plus[lane]);
    best_minus = std::max(best_minus, minus[lane]);
    if constexpr (kRanks) sum += ranks[lane];
  }
  out.plus = static_cast<std::int64_t>(best_plus);
  out.minus = static_cast<std::int64_t>(best_minus);
  // Doubled mid-rank of a run: below + through + 1; of the floor: floor + 1.
  if constexpr (kRanks) {
    const auto padding = static_cast<std::int64_t>(i - count) *
                         static_cast<std::int64_t>(RunPlace::through(RunPlace::kNone));
    out.doubled_ranks = static_cast<std::int64_t>(sum) - padding +
                        static_cast<std::int64_t>(count) +
                        static_cast<std::int64_t>(at_floor) * (sample.floor + 1);
  }
}

LEXICNN_INLINE void largest_lanes(const ClassSamples& samples, std::uint64_t* numerators) {
  const auto total = static_cast<double>(samples.total);
  const auto floor = static_cast<double>(samples.floor);
  const Doubles lane = Doubles{0, 1, 2, 3, 4, 5, 6, 7} * total;
  for (std::size_t c = 0; c < samples.starts.size(); ++c) {
    const std::uint64_t* place = samples.places + samples.starts[c];
    const std::uint64_t* const end = samples.places + samples.ends[c];
    const auto size = static_cast<double>(samples.sizes[c]);
    const double at_floor = size - static_cast<double>(end - place);
    Doubles members = lane + at_floor * total;  // times N
    Doubles largest{};
    for (; place < end; place += kLanes, members += kLanes * total) {
      Words packed;
      std::memcpy(&packed, place, sizeof packed);
      Doubles below;
      Doubles through;
      to_doubles(packed & 0xFFFFFFFFULL, below);
      to_doubles(packed >> 32, through);
      const Doubles plus = below * size - members;
      const Doubles minus = members + total - through * size;
      const Doubles either = plus > minus ? plus : minus;
      largest = either > largest ? either : largest;
    }
    double best = std::max(0.0, at_floor * total - floor * size);
    for (std::size_t i = 0; i < kLanes; ++i)
      best = std::max(best, largest[i]);
    numerators[c] = static_cast<std::uint64_t>(best);
  }
}

/// Place in the list of the first member whose candidate is `wanted`; its length where there is
/// none.
LEXICNN_INLINE void find_lanes(const ClassSample& sample, bool present, double wanted,
                               std::size_t& out) {
  const auto size = static_cast<double>(sample.size);
  const auto total = static_cast<double>(sample.total);
  const std::size_t count = sample.places.size();
  const double at_floor = size - static_cast<double>(count);
  Lanes lanes;
  for (std::size_t i = 0; i < count; i += kLanes) {
    candidates(sample.places.data() + i, at_floor + static_cast<double>(i), size, total,
               static_cast<double>(sample.below), lanes);
    const auto hits = (present ? lanes.plus : lanes.minus) == wanted;
    std::int64_t any = 0;
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      any |= hits[lane];
    if (any == 0) continue;
    std::size_t lane = 0;
    while (hits[lane] == 0)
      ++lane;
    out = i + lane;
    return;
  }
  out = count;
}

/// count_lanes by 64-bit integers, for more images than doubles can count.
KsCounts count_wide(const ClassSample& sample) {
  const auto count = static_cast<std::int64_t>(sample.places.size());
  const std::int64_t at_floor = sample.size - count;
  KsCounts out;
  out.minus = std::max<std::int64_t>(0, at_floor * sample.total - sample.floor * sample.size);
  out.doubled_ranks = at_floor * (sample.floor + 1);
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t below = RunPlace::below(sample.places[static_cast<std::size_t>(i)]);
    const std::int64_t through = RunPlace::through(sample.places[static_cast<std::size_t>(i)]);
    out.plus =
        std::max(out.plus, (below - sample.below) * sample.size - (at_floor + i) * sample.total);
    out.minus = std::max(
        out.minus, (at_floor + i + 1) * sample.total - (through - sample.below) * sample.size);
    out.doubled_ranks += below + through + 1;
  }
  return out;
}

/// find_lanes by 64-bit integers.
std::size_t find_wide(const ClassSample& sample, bool present, std::int64_t wanted) {
  const auto count = static_cast<std::int64_t>(sample.places.size());
  const std::int64_t at_floor = sample.size - count;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::uint64_t place = sample.places[static_cast<std::size_t>(i)];
    const std::int64_t members = at_floor + i;
    const std::int64_t numerator =
        present ? RunPlace::below(place) * sample.size - members * sample.total
                : (members + 1) * sample.total - RunPlace::through(place) * sample.size;
    if (numerator == wanted) return static_cast<std::size_t>(i);
  }
  return sample.places.size();
}

LEXICNN_INLINE void sum_lanes(std::span<const double> values, double& out) {
  Doubles sums{};
  std::size_t i = 0;
  for (; i + kLanes <= values.size(); i += kLanes) {
    Doubles lanes;
    std::memcpy(&lanes, values.data() + i, sizeof lanes);
    sums += lanes;
  }
  double sum = 0;
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    sum += sums[lane];
  for (; i < values.size(); ++i)
    sum += values[i];
  out = sum;
}

LEXICNN_INLINE void square_lanes(std::span<const double> values, double centre, double& out) {
  Doubles sums{};
  std::size_t i = 0;
  for (; i + kLanes <= values.size(); i += kLanes) {
    Doubles lanes;
    std::memcpy(&lanes, values.data() + i, sizeof lanes);
    lanes -= centre;
    sums += lanes * lanes;
  }
  double sum = 0;
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    sum += sums[lane];
  for (; i < values.size(); ++i)
    sum += (values[i] - centre) * (values[i] - centre);
  out = sum;
}

/// One set of the loops for each instruction set.
struct Kernels {
  void (*count)(const ClassSample&, KsCounts&);
  void (*count_ranks)(const ClassSample&, KsCounts&);
  void (*sum)(std::span<const double>, double&);
  void (*squares)(std::span<const double>, double, double&);
  void (*find)(const ClassSample&, bool, double, std::size_t&);
  void (*largest)(const ClassSamples&, std::uint64_t*);
};

#define LEXICNN_KERNELS(name, target)                                                      \
  target void count_##name(const ClassSample& sample, KsCounts& out) {                     \
    count_lanes<false>(sample, out);                                                       \
  }                                                                                        \
  target void ranks_##name(const ClassSample& sample, KsCounts& out) {                     \
    count_lanes<true>(sample, out);                                                        \
  }                                                                                        \
  target void sum_##name(std::span<const double> values, double& out) {                    \
    sum_lanes(values, out);                                                                \
  }                                                                                        \
  target void squares_##name(std::span<const double> values, double centre, double& out) { \
    square_lanes(values, centre, out);                                                     \
  }                                                                                        \
  target void find_##name(const ClassSample& sample, bool present, double wanted,          \
                          std::size_t& out) {                                              \
    find_lanes(sample, present, wanted, out);                                              \
  }                                                                                        \
  target void largest_##name(const ClassSamples& samples, std::uint64_t* numerators) {     \
    largest_lanes(samples, numerators);                                                    \
  }                                                                                        \
  constexpr Kernels kernels_##name{count_##name,   ranks_##name, sum_##name,               \
                                   squares_##name, find_##name,  largest_##name};

LEXICNN_KERNELS(baseline, )
#if defined(__x86_64__)
LEXICNN_KERNELS(avx2, LEXICNN_AVX2)
LEXICNN_KERNELS(avx512, LEXICNN_AVX512)
#endif

#undef LEXICNN_KERNELS

Kernels choose_kernels() noexcept {
#if defined(__x86_64__)
  if (instruction_set() == InstructionSet::avx512) return kernels_avx512;
  if (instruction_set() == InstructionSet::avx2) return kernels_avx2;
#endif
  return kernels_baseline;
}

const Kernels kKernels = choose_kernels();

}  // namespace

KsCounts ks_counts(const ClassSample& sample) {
  if (sample.total > kExactTotal) return count_wide(sample);
  KsCounts out;
  kKernels.count_ranks(sample, out);
  return out;
}

KsCounts ks_extremes(const ClassSample& sample) {
  if (sample.total > kExactTotal) return count_wide(sample);
  KsCounts out;
  kKernels.count(sample, out);
  return out;
}

void ks_largest(const ClassSamples& samples, std::span<std::uint64_t> numerators) {
  if (samples.total <= kExactTotal) return kKernels.largest(samples, numerators.data());
  for (std::size_t c = 0; c < samples.starts.size(); ++c) {
    const KsCounts counts = count_wide(samples.sample(c));
    numerators[c] = static_cast<std::uint64_t>(std::max(counts.plus, counts.minus));
  }
}

KsReach ks_first_reach(const ClassSample& sample, bool present, std::int64_t wanted) {
  const auto count = static_cast<std::int64_t>(sample.places.size());
  const std::int64_t at_floor = sample.size - count;
  if (!present && at_floor * sample.total - sample.floor * sample.size == wanted) {
    return {sample.floor, at_floor};
  }
  std::size_t place = 0;
  if (sample.total > kExactTotal) {
    place = find_wide(sample, present, wanted);
  } else {
    kKernels.find(sample, present, static_cast<double>(wanted), place);
  }
  const std::int64_t members = at_floor + static_cast<std::int64_t>(place);
  const std::uint64_t run = sample.places[place];
  return present ? KsReach{RunPlace::below(run), members}
                 : KsReach{RunPlace::through(run), members + 1};
}

double ordered_sum(std::span<const double> values) {
  double out = 0;
  kKernels.sum(values, out);
  return out;
}

double ordered_squares(std::span<const double> values, double centre) {
  double out = 0;
  kKernels.squares(values, centre, out);
  return out;
}

}  // namespace lexicnn
