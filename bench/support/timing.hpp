/// Timing for the benchmarks: rounds of all contestants in turn, the median of each.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

namespace lexicnn::bench {

inline double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

inline double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Seconds of each contestant: after one round that is not counted, `rounds` rounds in which all
/// run in turn (so that a machine whose speed drifts treats them alike), the median of each.
inline std::vector<double> race(const std::vector<std::function<void()>>& contestants,
                                int rounds = 7) {
  std::vector<std::vector<double>> times(contestants.size());
  for (int round = -1; round < rounds; ++round) {
    for (std::size_t i = 0; i < contestants.size(); ++i) {
      const double seconds = seconds_of(contestants[i]);
      if (round >= 0) times[i].push_back(seconds);
    }
  }
  std::vector<double> out;
  for (const auto& each : times)
    out.push_back(median(each));
  return out;
}

/// One figure, in the form that scripts read.
inline void print_figure(const std::string& name, double value, const char* unit) {
  std::printf("bench %s %.4g %s\n", name.c_str(), value, unit);
  std::fflush(stdout);
}

}  // namespace lexicnn::bench
