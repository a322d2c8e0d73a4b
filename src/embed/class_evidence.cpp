#include "embed/class_evidence.hpp"

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "lexicnn/core/random.hpp"

namespace lexicnn::embed_stage {

std::vector<Labelling> relabel(const Labelling& labels, std::uint64_t count, std::uint64_t seed) {
  std::vector<Labelling> out(count, labels);
  for (std::uint64_t r = 0; r < count; ++r)
    RandomStream(seed, r).shuffle(std::span(out[r]));
  return out;
}

StrongestClass::StrongestClass(std::span<const double> values) : order_(values.size()) {
  std::iota(order_.begin(), order_.end(), std::uint32_t{0});
  std::sort(order_.begin(), order_.end(), [values](std::uint32_t a, std::uint32_t b) {
    return values[a] < values[b] || (values[a] == values[b] && a < b);
  });
  for (std::uint32_t i = 0; i < order_.size(); ++i) {
    if (i + 1 == order_.size() || values[order_[i]] != values[order_[i + 1]])
      ends_.push_back(i + 1);
  }
}

/// F - G of a class has the numerator n·a - n_c·i over n_c (n - n_c), a of the class among the
/// first i images. Between two of its members it is monotone, so its extremes lie after a group of
/// equal values that holds a member, or just before such a group.
double StrongestClass::of(const Labelling& labels, std::span<const std::uint64_t> sizes) const {
  const auto n = static_cast<std::int64_t>(order_.size());
  std::vector<std::int64_t> members(sizes.size());
  std::vector<std::int64_t> largest(sizes.size());
  const auto look = [&](std::uint32_t c, std::int64_t i) {
    const std::int64_t numerator = n * members[c] - static_cast<std::int64_t>(sizes[c]) * i;
    largest[c] = std::max(largest[c], std::abs(numerator));
  };
  std::uint32_t begin = 0;
  for (const std::uint32_t end : ends_) {
    for (std::uint32_t i = begin; i < end; ++i)
      look(labels[order_[i]], begin);
    for (std::uint32_t i = begin; i < end; ++i)
      ++members[labels[order_[i]]];
    for (std::uint32_t i = begin; i < end; ++i)
      look(labels[order_[i]], end);
    begin = end;
  }
  double out = 0;
  for (std::size_t c = 0; c < sizes.size(); ++c) {
    const auto size = static_cast<std::int64_t>(sizes[c]);
    out = std::max(out, static_cast<double>(largest[c]) / static_cast<double>(size * (n - size)));
  }
  return out;
}

}  // namespace lexicnn::embed_stage
