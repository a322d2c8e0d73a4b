#include "score/ks_kernel.hpp"

#include <algorithm>
#include <cstring>

#include "core/simd.hpp"
#include "score/sorted_feature.hpp"

// The loops are written once, eight lanes on every processor, and compiled for the baseline, AVX2
// and AVX-512. The result does not depend on which runs: the integers are exact in double (numbers
// below 2^53), and the sums always have the same eight partial sums.

namespace lexicnn {
namespace {

/// Largest N for which every numerator and rank sum is exact in double: 2 N² < 2^53.
constexpr std::int64_t kExactTotal = std::int64_t{1} << 26;

/// Small integers (below 2^52) to doubles: put into the mantissa of 2^52, which is then taken away.
template <std::size_t kWidth>
LEXICNN_INLINE void split_places(const std::uint64_t* places, Eight<kWidth>& below,
                                 Eight<kWidth>& through) {
  using Words = typename Eight<kWidth>::Words;
  constexpr std::uint64_t kMantissa = 0x4330000000000000ULL;
  for (std::size_t i = 0; i < Eight<kWidth>::kParts; ++i) {
    Words packed;
    std::memcpy(&packed, places + i * kWidth, sizeof packed);
    const Words low = (packed & 0xFFFFFFFFULL) | kMantissa;
    const Words high = (packed >> 32) | kMantissa;
    std::memcpy(&below.parts[i], &low, sizeof low);
    std::memcpy(&through.parts[i], &high, sizeof high);
  }
  below -= 0x1p52;
  through -= 0x1p52;
}

/// Of eight members after another: numerators of D+ right before their runs and of D- right after
/// them, and the sums of the images below and through the runs.
template <std::size_t kWidth>
class Candidates {
 public:
  LEXICNN_INLINE explicit Candidates(const ClassSample& sample)
      : size_(static_cast<double>(sample.size)),
        total_(static_cast<double>(sample.total)),
        offset_(static_cast<double>(sample.below)) {
    const std::int64_t at_floor = sample.size - static_cast<std::int64_t>(sample.places.size());
    before_.count_from(static_cast<double>(at_floor) * total_, total_);
  }

  LEXICNN_INLINE void take_next(const std::uint64_t* places) {
    split_places(places, plus, minus);
    ranks = plus;
    ranks += minus;
    plus -= offset_;
    plus *= size_;
    plus -= before_;
    minus -= offset_;
    minus *= -size_;
    minus += before_;
    minus += total_;
    before_ += kLanes * total_;
  }

  Eight<kWidth> plus, minus, ranks;

 private:
  double size_;
  double total_;
  double offset_;
  Eight<kWidth> before_;  // members of the class below each, times N
};

template <std::size_t kWidth, bool kRanks>
LEXICNN_INLINE void count_lanes(const ClassSample& sample, KsCounts& out) {
  const std::size_t count = sample.places.size();
  const std::int64_t at_floor = sample.size - static_cast<std::int64_t>(count);
  Eight<kWidth> plus;
  Eight<kWidth> minus;
  Eight<kWidth> ranks;
  Candidates<kWidth> lanes(sample);
  std::size_t taken = 0;
  for (; taken < count; taken += kLanes) {
    lanes.take_next(sample.places.data() + taken);
    plus.keep_larger(lanes.plus);
    minus.keep_larger(lanes.minus);
    if constexpr (kRanks) ranks += lanes.ranks;
  }
  out.plus = static_cast<std::int64_t>(plus.largest());
  // Where there is a floor, its own value counts too.
  out.minus = std::max(static_cast<std::int64_t>(minus.largest()),
                       at_floor * sample.total - sample.floor * sample.size);
  // Doubled mid-rank of a run: below + through + 1; of the floor: floor + 1.
  if constexpr (kRanks) {
    const std::uint64_t padding = (taken - count) * RunPlace::through(RunPlace::kNone);
    out.doubled_ranks = static_cast<std::int64_t>(ranks.sum()) -
                        static_cast<std::int64_t>(padding) + static_cast<std::int64_t>(count) +
                        at_floor * (sample.floor + 1);
  }
}

template <std::size_t kWidth>
LEXICNN_INLINE void largest_lanes(const ClassSamples& samples, std::uint64_t* numerators) {
  for (std::size_t c = 0; c < samples.starts.size(); ++c) {
    const ClassSample sample = samples.sample(c);
    const std::size_t count = sample.places.size();
    Candidates<kWidth> lanes(sample);
    Eight<kWidth> largest;
    for (std::size_t i = 0; i < count; i += kLanes) {
      lanes.take_next(sample.places.data() + i);
      largest.keep_larger(lanes.plus);
      largest.keep_larger(lanes.minus);
    }
    const std::int64_t at_floor = sample.size - static_cast<std::int64_t>(count);
    numerators[c] =
        static_cast<std::uint64_t>(std::max(static_cast<std::int64_t>(largest.largest()),
                                            at_floor * sample.total - sample.floor * sample.size));
  }
}

/// Place in the list of the first member whose candidate is `wanted`; its length where there is
/// none.
template <std::size_t kWidth>
LEXICNN_INLINE void find_lanes(const ClassSample& sample, bool present, double wanted,
                               std::size_t& out) {
  const std::size_t count = sample.places.size();
  Candidates<kWidth> lanes(sample);
  for (std::size_t i = 0; i < count; i += kLanes) {
    lanes.take_next(sample.places.data() + i);
    const Eight<kWidth>& side = present ? lanes.plus : lanes.minus;
    if (!side.any(wanted)) continue;
    double all[kLanes];
    side.store(all);
    out = i + static_cast<std::size_t>(std::find(all, all + kLanes, wanted) - all);
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

template <std::size_t kWidth>
LEXICNN_INLINE void sum_lanes(std::span<const double> values, double& out) {
  Eight<kWidth> sums;
  Eight<kWidth> lanes;
  std::size_t i = 0;
  for (; i + kLanes <= values.size(); i += kLanes) {
    lanes.load(values.data() + i);
    sums += lanes;
  }
  out = sums.sum();
  for (; i < values.size(); ++i)
    out += values[i];
}

template <std::size_t kWidth>
LEXICNN_INLINE void square_lanes(std::span<const double> values, double centre, double& out) {
  Eight<kWidth> sums;
  Eight<kWidth> lanes;
  std::size_t i = 0;
  for (; i + kLanes <= values.size(); i += kLanes) {
    lanes.load(values.data() + i);
    lanes -= centre;
    sums.add_product(lanes, lanes);
  }
  out = sums.sum();
  for (; i < values.size(); ++i)
    out += (values[i] - centre) * (values[i] - centre);
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

#define LEXICNN_KERNELS(name, target, width)                                               \
  target void count_##name(const ClassSample& sample, KsCounts& out) {                     \
    count_lanes<width, false>(sample, out);                                                \
  }                                                                                        \
  target void ranks_##name(const ClassSample& sample, KsCounts& out) {                     \
    count_lanes<width, true>(sample, out);                                                 \
  }                                                                                        \
  target void sum_##name(std::span<const double> values, double& out) {                    \
    sum_lanes<width>(values, out);                                                         \
  }                                                                                        \
  target void squares_##name(std::span<const double> values, double centre, double& out) { \
    square_lanes<width>(values, centre, out);                                              \
  }                                                                                        \
  target void find_##name(const ClassSample& sample, bool present, double wanted,          \
                          std::size_t& out) {                                              \
    find_lanes<width>(sample, present, wanted, out);                                       \
  }                                                                                        \
  target void largest_##name(const ClassSamples& samples, std::uint64_t* numerators) {     \
    largest_lanes<width>(samples, numerators);                                             \
  }                                                                                        \
  constexpr Kernels kernels_##name{count_##name,   ranks_##name, sum_##name,               \
                                   squares_##name, find_##name,  largest_##name};

LEXICNN_KERNELS(baseline, , kWidthBaseline)
#if defined(__x86_64__)
LEXICNN_KERNELS(avx2, LEXICNN_AVX2, kWidthAvx2)
LEXICNN_KERNELS(avx512, LEXICNN_AVX512, kWidthAvx512)
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
