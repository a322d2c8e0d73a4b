/// Matrices of images with classes of several sizes, and effects planted in some features.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "lexicnn/core/memory_source.hpp"
#include "lexicnn/core/random.hpp"
#include "lexicnn/score/score.hpp"

#include "score/score_fixture.hpp"

namespace lexicnn::test {

/// Classes of 10, 20, 20, 40 and 60 images; one layer of continuous features that are correlated
/// in fours, and one of features that are mostly zero.
struct NoisyImages {
  static constexpr std::uint64_t kLayer = 40;  ///< features a layer
  static constexpr std::uint64_t kFeatures = 2 * kLayer;
  std::vector<std::int32_t> codes;
  std::vector<float> values;  ///< row-major
  Table features = numbered_features(kFeatures);

  explicit NoisyImages(std::uint64_t seed) {
    for (std::int32_t c = 0; const int size : {10, 20, 20, 40, 60})
      codes.insert(codes.end(), static_cast<std::size_t>(size), c++);
    RandomStream stream(seed, 0);
    for (std::size_t row = 0; row < codes.size(); ++row) {
      double common = 0;
      for (std::uint64_t f = 0; f < kFeatures; ++f) {
        if (f % 4 == 0) common = stream.uniform();
        const double u = stream.uniform();
        values.push_back(static_cast<float>(f < kLayer ? common + u : std::max(0.0, u - 0.7)));
      }
    }
    std::vector<std::string> layers(kLayer, "continuous");
    layers.resize(kFeatures, "sparse");
    features.set("layer", layers);
  }

  [[nodiscard]] float& at(std::size_t row, std::uint64_t feature) {
    return values[row * kFeatures + feature];
  }

  [[nodiscard]] Scores score(const std::vector<std::int32_t>& labels,
                             const ScoreOptions& options) const {
    const MemorySource source(row_major(values.data(), labels.size(), kFeatures));
    return lexicnn::score(source, numbered_classes(labels, 5), features, options);
  }
};

}  // namespace lexicnn::test
