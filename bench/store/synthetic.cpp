#include "store/synthetic.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>
#include <string>
#include <vector>

#include "lexicnn/core/random.hpp"
#include "lexicnn/store/activation_file.hpp"

namespace lexicnn::bench {
namespace {

Table image_table(std::uint64_t images, std::uint64_t classes) {
  Table out;
  std::vector<std::string> labels;
  for (std::uint64_t i = 0; i < images; ++i) {
    out.index.push_back(fmt::format("image{}", i));
    labels.push_back(fmt::format("class{:04}", i % classes));
  }
  out.set("class", std::move(labels));
  return out;
}

Table feature_table(std::uint64_t features) {
  constexpr std::uint64_t kLayers = 3;
  Table out;
  std::vector<std::string> layers;
  for (std::uint64_t i = 0; i < features; ++i) {
    const std::uint64_t layer = i * kLayers / features;
    out.index.push_back(fmt::format("layer{}:{}", layer, i));
    layers.push_back(fmt::format("layer{}", layer));
  }
  out.set("layer", std::move(layers));
  return out;
}

/// The sum of four bytes is nearly normal, and cheap.
float normal(std::uint32_t word) {
  const std::uint32_t sum =
      (word & 0xFFU) + (word >> 8U & 0xFFU) + (word >> 16U & 0xFFU) + (word >> 24U);
  return (static_cast<float>(sum) - 510.0F) / 148.0F + static_cast<float>(word & 0x3FU) * 1e-3F;
}

}  // namespace

void make_activations(const std::filesystem::path& target, std::uint64_t images,
                      std::uint64_t features, std::uint64_t classes) {
  ActivationWriter writer(target, images, features, ElementType::f16, true);
  std::vector<float> row(features);
  for (std::uint64_t i = 0; i < images; ++i) {
    RandomStream stream(1, i);
    for (std::uint64_t j = 0; j < features; ++j) {
      const float shift = (i % classes + j) % 10 == 0 ? 0.7F : 0.0F;
      row[j] = std::max(normal(stream()) + shift, 0.0F);
    }
    writer.write(i, row);
  }
  std::vector<std::uint64_t> keep(images);
  std::iota(keep.begin(), keep.end(), 0U);
  writer.finish(keep, image_table(images, classes), feature_table(features), {});
}

}  // namespace lexicnn::bench
