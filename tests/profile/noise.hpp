/// Scores of correlated noise in two layers, with halves of the images.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lexicnn/core/memory_source.hpp"
#include "lexicnn/core/random.hpp"
#include "lexicnn/score/score.hpp"

#include "score/score_fixture.hpp"

namespace lexicnn::test {

/// Three classes of 20 images, two layers of half the features each, which have half of their
/// variance in common; `shift` is added to the first class in all features of the second layer.
inline Scores noise(std::uint64_t seed, double shift, std::uint64_t halves) {
  constexpr std::uint64_t kFeatures = 24;
  RandomStream stream(seed, 0);
  std::vector<std::int32_t> codes;
  std::vector<float> values;
  for (int row = 0; row < 60; ++row) {
    codes.push_back(row / 20);
    const double common = stream.uniform();
    for (std::uint64_t f = 0; f < kFeatures; ++f) {
      const double planted = f >= kFeatures / 2 && row < 20 ? shift : 0;
      values.push_back(static_cast<float>(common + stream.uniform() + planted));
    }
  }
  const MemorySource source(row_major(values.data(), 60, kFeatures));
  Table features = numbered_features(kFeatures);
  std::vector<std::string> layers(kFeatures / 2, "a");
  layers.resize(kFeatures, "b");
  features.set("layer", layers);
  return score(source, numbered_classes(codes, 3), features,
               {.nulls = 60, .bootstrap = halves, .seed = seed});
}

}  // namespace lexicnn::test
