/// One pass over a sorted feature that settles the two-sample KS of every class at once.
///
/// With N images, n of them in class c, B images at or below a value t and A of these in c,
///     F_c(t) - F_rest(t) = (A·N - B·n) / (n·m),   m = N - n.
/// While A stands still the numerator falls as B grows. So its maximum (D-) is found right after a
/// run of equal values that holds a member of c, and its minimum (-D+) at the last run before one.
/// Counting a run's members one by one only adds lower bounds of these, which change no maximum: no
/// member needs to know whether it is the first of its class in the run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "score/sorted_feature.hpp"

namespace lexicnn {

/// Running state of one class: KS numerators alone, as the null needs them.
struct KsState {
  std::int64_t size = 0;    ///< n
  std::int64_t passed = 0;  ///< A · N
  std::int64_t plus = 0;    ///< numerator of D+ so far
  std::int64_t minus = 0;   ///< numerator of D- so far

  void reset(std::uint64_t images) noexcept {
    size = static_cast<std::int64_t>(images);
    passed = plus = minus = 0;
  }
  void before(std::int64_t below) noexcept {
    const std::int64_t candidate = below * size - passed;
    plus = candidate > plus ? candidate : plus;
  }
  void add(std::int64_t total, std::uint64_t /*doubled_rank*/) noexcept { passed += total; }
  void after(std::int64_t below) noexcept {
    const std::int64_t candidate = passed - below * size;
    minus = candidate > minus ? candidate : minus;
  }
};

/// Running state of one class with everything that the scores need.
struct ScoreState {
  std::int64_t size = 0;
  std::int64_t passed = 0;
  std::int64_t plus = 0;
  std::int64_t minus = 0;
  std::int64_t plus_below = 0;   ///< B where `plus` was first reached; 0 = nowhere yet
  std::int64_t minus_below = 0;  ///< B where `minus` was first reached
  std::uint64_t ranks = 0;       ///< sum of doubled mid-ranks (1-based)

  void reset(std::uint64_t images) noexcept {
    *this = {};
    size = static_cast<std::int64_t>(images);
  }
  void before(std::int64_t below) noexcept {
    const std::int64_t candidate = below * size - passed;
    const bool larger = candidate > plus;
    plus = larger ? candidate : plus;
    plus_below = larger ? below : plus_below;
  }
  void add(std::int64_t total, std::uint64_t doubled_rank) noexcept {
    passed += total;
    ranks += doubled_rank;
  }
  void after(std::int64_t below) noexcept {
    const std::int64_t candidate = passed - below * size;
    const bool larger = candidate > minus;
    minus = larger ? candidate : minus;
    minus_below = larger ? below : minus_below;
  }
};

/// Sweeps the order of `feature`. `codes[image]` is the image's place in `states`; the last state
/// takes the images without a class. All states must be reset.
template <typename State, typename Code>
void sweep(const SortedFeature& feature, std::span<const Code> codes, std::span<State> states) {
  const std::uint32_t* order = feature.order().data();
  const std::vector<std::uint32_t>& runs = feature.runs();
  const auto total = static_cast<std::int64_t>(feature.rows());
  for (std::size_t run = 0; run + 1 < runs.size(); ++run) {
    const std::uint32_t begin = runs[run];
    const std::uint32_t end = runs[run + 1];
    const std::uint64_t doubled_rank = std::uint64_t{begin} + end + 1;
    if (end - begin >= 2 * states.size()) {
      // A long run (the zeros): each class once, not each member.
      for (State& state : states)
        state.before(begin);
      for (std::uint32_t at = begin; at < end; ++at)
        states[codes[order[at]]].add(total, doubled_rank);
      for (State& state : states)
        state.after(end);
      continue;
    }
    for (std::uint32_t at = begin; at < end; ++at) {
      State& state = states[codes[order[at]]];
      state.before(begin);
      state.add(total, doubled_rank);
      state.after(end);
    }
  }
}

}  // namespace lexicnn
