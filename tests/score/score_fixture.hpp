/// Small matrices and labels for the score tests.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lexicnn/core/memory_source.hpp"
#include "lexicnn/core/random.hpp"
#include "lexicnn/score/score.hpp"

namespace lexicnn::test {

inline Table numbered_features(std::uint64_t count) {
  Table out;
  for (std::uint64_t i = 0; i < count; ++i)
    out.index.push_back("layer:" + std::to_string(i));
  return out;
}

inline ClassLabels numbered_classes(std::vector<std::int32_t> codes, std::int32_t classes) {
  ClassLabels out;
  for (std::int32_t c = 0; c < classes; ++c)
    out.names.push_back("class" + std::to_string(c));
  out.codes = std::move(codes);
  return out;
}

inline Context with_threads(unsigned threads) {
  Context context;
  context.threads = threads;
  return context;
}

/// Scores a row-major matrix held in `values`.
template <typename T>
Scores score_values(const std::vector<T>& values, const ClassLabels& labels,
                    const ScoreOptions& options = {.nulls = 0}, const Context& context = {}) {
  const std::uint64_t rows = labels.codes.size();
  const std::uint64_t columns = values.size() / rows;
  const MemorySource source(row_major(values.data(), rows, columns));
  return score(source, labels, numbered_features(columns), options, context);
}

/// Values that are awkward in a way chosen by `kind`: many ties, zeros, signs, few distinct values.
template <typename T>
T awkward_value(RandomStream& stream, std::uint64_t kind) {
  const double u = stream.uniform();
  switch (kind % 6) {
    case 0:
      return static_cast<T>(u - 0.5);
    case 1:
      return u < 0.6 ? T{0} : static_cast<T>(u);
    case 2:
      return static_cast<T>(stream.below(4));
    case 3:
      return u < 0.3 ? static_cast<T>(-0.0) : u < 0.6 ? T{0} : static_cast<T>(u - 0.8);
    case 4:
      return T{7};
    default:
      return static_cast<T>(1e6 + 0.01 * u);
  }
}

}  // namespace lexicnn::test
