/// The network that the tests of the stage run.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include <openvino/openvino.hpp>
#include <openvino/opsets/opset13.hpp>

#include "lexicnn/core/random.hpp"

namespace lexicnn::test {

/// One convolution of four 3×3 filters with ReLU, as OpenVINO IR; input [?, 3, side, side].
inline std::filesystem::path write_small_model(const std::filesystem::path& path,
                                               std::int64_t side) {
  using namespace ov::opset13;
  RandomStream stream(1, 0);
  std::vector<float> weights(4 * 3 * 3 * 3);
  for (float& weight : weights)
    weight = static_cast<float>(stream.uniform() - 0.4);
  const auto input =
      std::make_shared<Parameter>(ov::element::f32, ov::PartialShape{-1, 3, side, side});
  const auto filters = std::make_shared<Constant>(ov::element::f32, ov::Shape{4, 3, 3, 3}, weights);
  const auto convolution =
      std::make_shared<Convolution>(input, filters, ov::Strides{1, 1}, ov::CoordinateDiff{0, 0},
                                    ov::CoordinateDiff{0, 0}, ov::Strides{1, 1});
  convolution->set_friendly_name("conv");
  const auto relu = std::make_shared<Relu>(convolution);
  relu->set_friendly_name("relu");
  ov::serialize(std::make_shared<ov::Model>(ov::OutputVector{relu}, ov::ParameterVector{input}),
                path.string());
  return path;
}

}  // namespace lexicnn::test
