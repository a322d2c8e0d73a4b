/// The slow, obvious, exact definition that the fast path is held against.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

namespace lexicnn::test {

/// Signed KS of one class against the rest, by counting at every observed value.
struct ReferenceScore {
  std::int64_t numerator = 0;
  std::int64_t plus = 0;
  std::int64_t minus = 0;
  double location = 0;
  std::int64_t doubled_u = 0;  ///< 2 · Mann-Whitney U of the class: AUC = doubled_u / (2 n m)
  std::int64_t n = 0;
  std::int64_t m = 0;
};

template <typename T>
ReferenceScore reference_score(const std::vector<T>& values, const std::vector<std::int32_t>& codes,
                               std::int32_t wanted) {
  std::vector<T> inner;
  std::vector<T> outer;
  for (std::size_t i = 0; i < values.size(); ++i) {
    (codes[i] == wanted ? inner : outer).push_back(values[i]);
  }
  ReferenceScore out;
  out.n = static_cast<std::int64_t>(inner.size());
  out.m = static_cast<std::int64_t>(outer.size());
  const std::set<T> observed(values.begin(), values.end());
  const auto at_most = [](const std::vector<T>& sample, T t) {
    std::int64_t count = 0;
    for (const T value : sample)
      count += value <= t ? 1 : 0;
    return count;
  };
  std::vector<std::int64_t> differences;  // (F - G) · n · m
  for (const T t : observed) {
    differences.push_back(at_most(inner, t) * out.m - at_most(outer, t) * out.n);
    out.plus = std::max(out.plus, -differences.back());
    out.minus = std::max(out.minus, differences.back());
  }
  out.numerator = out.plus >= out.minus ? out.plus : -out.minus;
  auto difference = differences.begin();
  for (const T t : observed) {
    if (*difference++ != -out.numerator) continue;
    out.location = static_cast<double>(t);
    break;
  }
  for (const T a : inner) {
    for (const T b : outer)
      out.doubled_u += a > b ? 2 : a == b ? 1 : 0;
  }
  return out;
}

}  // namespace lexicnn::test
