/// Scores a matrix in memory with nothing but lexicnn::score.
#include <cstdio>
#include <vector>

#include "lexicnn/core/memory_source.hpp"
#include "lexicnn/score/score.hpp"

int main() {
  const std::vector<float> values{0.1F, 0.9F, 0.2F, 0.8F};
  const lexicnn::MemorySource source(lexicnn::row_major(values.data(), 4, 1));
  lexicnn::Table features;
  features.index = {"feature"};
  const lexicnn::Scores scores =
      lexicnn::score(source, {{"low", "high"}, {0, 1, 0, 1}}, features, {.nulls = 0});
  std::printf("%g\n", scores.signed_ks(1, 0));
  return scores.signed_ks(1, 0) == 1.0 ? 0 : 1;
}
