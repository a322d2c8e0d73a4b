/// The two-sample KS of one class from the places of its members.
///
/// With N images, n of them in class c, B images at or below a value t and A of these in c,
///     F_c(t) - F_rest(t) = (A·N - B·n) / (n·m),   m = N - n.
/// While A stands still the numerator falls as B grows. So its maximum (D-) is found right after a
/// run of equal values that holds a member of c, and its minimum (-D+) at the last run before one.
/// Counting a run's members one by one only adds lower bounds of these, which change no maximum: no
/// member needs to know whether it is the first or the last of its class in the run.
#pragma once

#include <cstdint>
#include <span>

namespace lexicnn {

/// The integers of one class.
struct KsCounts {
  std::int64_t plus = 0;           ///< numerator of D+
  std::int64_t minus = 0;          ///< numerator of D-
  std::int64_t doubled_ranks = 0;  ///< sum of doubled mid-ranks (1-based) of the members

  /// Of the signed KS: presence wins where both are equal.
  [[nodiscard]] std::int64_t signed_numerator() const noexcept {
    return plus >= minus ? plus : -minus;
  }
};

/// A class in a sorted feature: `size` members, those above the floor at `places` (ascending),
/// which RunPlace::kPadding places RunPlace::kNone must follow.
struct ClassSample {
  std::span<const std::uint64_t> places;
  std::int64_t size = 0;   ///< n
  std::int64_t total = 0;  ///< N
  std::int64_t floor = 0;  ///< images at the floor
  std::int64_t below = 0;  ///< images below all of these, which do not belong to the samples
};

KsCounts ks_counts(const ClassSample& sample);

/// The same without the ranks, for parts of a class.
KsCounts ks_extremes(const ClassSample& sample);

/// All classes of a sorted feature: class c has sizes[c] members, those above the floor at
/// places[starts[c]] up to places[ends[c]], followed by padding as those of a ClassSample.
struct ClassSamples {
  const std::uint64_t* places = nullptr;
  std::span<const std::uint32_t> starts;
  std::span<const std::uint32_t> ends;
  std::span<const std::uint64_t> sizes;
  std::int64_t total = 0;
  std::int64_t floor = 0;

  [[nodiscard]] ClassSample sample(std::size_t c) const {
    return {{places + starts[c], ends[c] - starts[c]},
            static_cast<std::int64_t>(sizes[c]),
            total,
            floor,
            0};
  }
};

/// The numerator of |s| of every class, for the null: one call, since its classes are many and
/// small.
void ks_largest(const ClassSamples& samples, std::span<std::uint64_t> numerators);

/// Images at or below a value: all, and those of the class.
struct KsReach {
  std::int64_t all = 0;
  std::int64_t inner = 0;
};

/// The first value where the numerator of D+ (`present`) or D- is `wanted`, which must be reached
/// somewhere and not be 0.
KsReach ks_first_reach(const ClassSample& sample, bool present, std::int64_t wanted);

/// Sum of `values`, in an order that is the same on every processor.
double ordered_sum(std::span<const double> values);

/// Sum of (value - centre)², in such an order.
double ordered_squares(std::span<const double> values, double centre);

}  // namespace lexicnn
