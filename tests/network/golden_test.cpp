#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

#include "lexicnn/network/capture.hpp"
#include "lexicnn/network/network.hpp"
#include "lexicnn/network/network_output.hpp"

#include "support/npy.hpp"
#include "support/shared_data.hpp"

namespace lexicnn {
namespace {

constexpr std::uint32_t kSide = 224;

/// The default models and what PyTorch and ONNX Runtime find in them.
class GoldenTest : public testing::Test {
 protected:
  void SetUp() override {
    golden_ = test::golden_dir();
    if (!golden_) GTEST_SKIP() << "no reference values: set LEXICNN_GOLDEN";
  }

  std::optional<Network> network(const char* name) {
    const auto path = test::cached_model(name);
    return path ? std::optional(Network::read(*path)) : std::nullopt;
  }

  /// Largest difference of a layer, as a share of the layer's largest value, over all layers.
  double worst_share(const Network& network, const CaptureOptions& options,
                     const std::string& input, const std::string& reference) {
    const auto images = test::read_npy<float>(*golden_ / input);
    const auto expected = test::read_npy<float>(*golden_ / reference);
    const Capture capture(network, options, kSide, kSide);
    EXPECT_EQ(capture.features(), expected.row_size());
    auto lane = capture.make_lane();
    std::copy(images.data.begin(), images.data.end(), lane.input().begin());
    std::vector<float> rows(expected.data.size());
    lane.run(options.batch, rows);

    const auto& layers = capture.var().get<std::vector<std::int64_t>>("layer_index");
    std::map<std::int64_t, double> largest;
    std::map<std::int64_t, double> difference;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::int64_t layer = layers[i % layers.size()];
      largest[layer] = std::max<double>(largest[layer], std::fabs(expected.data[i]));
      difference[layer] =
          std::max<double>(difference[layer], std::fabs(expected.data[i] - rows[i]));
    }
    double worst = 0;
    for (const auto& [layer, value] : largest)
      worst = std::max(worst, difference[layer] / value);
    return worst;
  }

  std::optional<std::filesystem::path> golden_;
};

CaptureOptions options_for(Tap tap, std::vector<std::string> layers = {}) {
  CaptureOptions options;
  options.layers = std::move(layers);
  options.tap = tap;
  options.batch = 2;
  return options;
}

TEST_F(GoldenTest, Lite0HasItsLayers) {
  const auto lite0 = network("efficientnet-lite0.onnx");
  if (!lite0) GTEST_SKIP() << "no efficientnet-lite0.onnx in the cache: make models";
  ASSERT_EQ(lite0->layers().size(), 50U);
  const auto chosen = choose_layers(*lite0, {});
  std::uint64_t features = 0;
  for (const std::uint64_t place : chosen)
    features += lite0->layers()[place].features;
  EXPECT_EQ(chosen.size(), 49U);
  EXPECT_EQ(features, 21008U);
  EXPECT_EQ(lite0->layers().front().name, "stem_conv");
  EXPECT_EQ(lite0->layers().front().follows, "batch norm, relu6");
  EXPECT_EQ(lite0->layers().back().operation, "dense");
  EXPECT_TRUE(lite0->layers().back().classifier);
  EXPECT_EQ(lite0->layers().back().depth, 1.0);
}

TEST_F(GoldenTest, Lite0EqualsPyTorchAtBothTaps) {
  const auto lite0 = network("efficientnet-lite0.onnx");
  if (!lite0) GTEST_SKIP() << "no efficientnet-lite0.onnx in the cache: make models";
  EXPECT_LE(worst_share(*lite0, options_for(Tap::activation), "lite0_input_nchw.npy",
                        "lite0_activation.npy"),
            1e-5);
  EXPECT_LE(
      worst_share(*lite0, options_for(Tap::linear), "lite0_input_nchw.npy", "lite0_linear.npy"),
      1e-5);
}

TEST_F(GoldenTest, Lite0sOwnOutputIsTheSameWithAndWithoutTaps) {
  const auto lite0 = network("efficientnet-lite0.onnx");
  if (!lite0) GTEST_SKIP() << "no efficientnet-lite0.onnx in the cache: make models";
  const auto images = test::read_npy<float>(*golden_ / "lite0_input_nchw.npy");
  const auto expected = test::read_npy<float>(*golden_ / "lite0_logits.npy");
  const auto logits = network_output(*lite0, images.data, 2, kSide, kSide);
  ASSERT_EQ(logits.size(), 2000U);
  const auto middle = logits.begin() + 1000;
  EXPECT_EQ(std::max_element(logits.begin(), middle) - logits.begin(), 251);  // dalmatian
  EXPECT_EQ(std::max_element(middle, logits.end()) - middle, 579);            // grand piano
  for (std::size_t i = 0; i < logits.size(); ++i)
    EXPECT_NEAR(logits[i], expected.data[i], 1e-3);
  for (const Tap tap : {Tap::activation, Tap::linear}) {
    EXPECT_EQ(tapped_network_output(*lite0, images.data, 2, kSide, kSide, options_for(tap)),
              logits);
  }
}

TEST_F(GoldenTest, Vgg16HasItsConvolutions) {
  const auto vgg16 = network("vgg16.onnx");
  if (!vgg16) GTEST_SKIP() << "no vgg16.onnx in the cache: make models";
  const auto chosen = choose_layers(*vgg16, {"block*_conv*"});
  std::vector<std::uint64_t> features;
  for (const std::uint64_t place : chosen)
    features.push_back(vgg16->layers()[place].features);
  EXPECT_EQ(features, (std::vector<std::uint64_t>{64, 64, 128, 128, 256, 256, 256, 512, 512, 512,
                                                  512, 512, 512}));
  EXPECT_TRUE(vgg16->input().channels_last);
  EXPECT_EQ(vgg16->layers()[chosen.back()].follows, "relu");
}

TEST_F(GoldenTest, Vgg16EqualsOnnxRuntimeAtBothTaps) {
  const auto vgg16 = network("vgg16.onnx");
  if (!vgg16) GTEST_SKIP() << "no vgg16.onnx in the cache: make models";
  const std::vector<std::string> layers{"block*_conv*"};
  EXPECT_LE(worst_share(*vgg16, options_for(Tap::activation, layers), "vgg16_input_nhwc.npy",
                        "vgg16_activation.npy"),
            1e-5);
  EXPECT_LE(worst_share(*vgg16, options_for(Tap::linear, layers), "vgg16_input_nhwc.npy",
                        "vgg16_linear.npy"),
            1e-5);
}

}  // namespace
}  // namespace lexicnn
