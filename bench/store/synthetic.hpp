/// Synthetic activations of any size, for benchmarks at the width of real ones.
#pragma once

#include <cstdint>
#include <filesystem>

namespace lexicnn::bench {

/// Writes float16 activations of images in `classes` classes of equal size: normal numbers, moved
/// up for one class in ten of each feature, negative ones set to 0; three layers.
void make_activations(const std::filesystem::path& target, std::uint64_t images,
                      std::uint64_t features, std::uint64_t classes);

}  // namespace lexicnn::bench
