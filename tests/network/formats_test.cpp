#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "lexicnn/core/error.hpp"
#include "lexicnn/network/capture.hpp"
#include "lexicnn/network/network.hpp"

#include "support/npy.hpp"
#include "support/temp_dir.hpp"

namespace lexicnn {
namespace {

/// The models of make_models.py, written once for all tests here.
class FormatsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (std::string(LEXICNN_PYTHON).empty()) return;
    folder_ = std::make_unique<test::TempDir>();
    const std::string command =
        fmt::format("'{}' -B '{}/tests/network/make_models.py' '{}'", LEXICNN_PYTHON,
                    LEXICNN_SOURCE_DIR, folder_->path().string());
    if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
  }

  static void TearDownTestSuite() { folder_.reset(); }

  void SetUp() override {
    if (folder_ == nullptr) GTEST_SKIP() << "no Python: configure with -DLEXICNN_PYTHON=…";
  }

  static std::filesystem::path file(const std::string& name) { return *folder_ / name; }

  static std::vector<std::string> names(const Network& network) {
    std::vector<std::string> out;
    for (const Layer& layer : network.layers())
      out.push_back(layer.name);
    return out;
  }

  static std::vector<std::string> follows(const Network& network) {
    std::vector<std::string> out;
    for (const Layer& layer : network.layers())
      out.push_back(layer.follows);
    return out;
  }

  /// Both taps of all layers against the independent engine, within `share` of the layer's largest
  /// value.
  static void expect_values(const std::string& name, const std::string& folder = {}) {
    const Network network = Network::read(file(folder.empty() ? name : folder));
    const auto image = test::read_npy<float>(file(name + ".image.npy"));
    for (const Tap tap : {Tap::activation, Tap::linear}) {
      SCOPED_TRACE(std::string(to_string(tap)));
      const auto expected =
          test::read_npy<float>(file(fmt::format("{}.{}.npy", name, to_string(tap))));
      CaptureOptions options;
      options.layers = {"*"};
      options.tap = tap;
      const Capture capture(network, options, 0, 0);
      ASSERT_EQ(capture.features(), expected.data.size());
      auto lane = capture.make_lane();
      std::copy(image.data.begin(), image.data.end(), lane.input().begin());
      std::vector<float> row(capture.features());
      lane.run(1, row);
      std::size_t first = 0;
      for (const Layer& layer : network.layers()) {
        double largest = 0;
        double difference = 0;
        for (std::size_t i = first; i < first + layer.features; ++i) {
          largest = std::max<double>(largest, std::fabs(expected.data[i]));
          difference = std::max<double>(difference, std::fabs(expected.data[i] - row[i]));
        }
        EXPECT_LE(difference, 1e-4 * largest) << layer.name;
        first += layer.features;
      }
    }
  }

 private:
  static std::unique_ptr<test::TempDir> folder_;
};

std::unique_ptr<test::TempDir> FormatsTest::folder_;

using Words = std::vector<std::string>;

TEST_F(FormatsTest, OnnxLayersHaveTheirNodesNames) {
  const Network network = Network::read(file("plain.onnx"));
  // The first node has no name: its tensor's; the output's node keeps its own.
  EXPECT_EQ(names(network), (Words{"t1", "block/conv", "block/conv#2", "up:1", "fc", "last"}));
  EXPECT_EQ(follows(network),
            (Words{"relu", "batch norm, relu6", "swish", "prelu", "leaky relu", "output"}));
  EXPECT_EQ(network.layers()[1].operation, "grouped convolution");
  EXPECT_EQ(network.layers()[2].operation, "depthwise convolution");
  EXPECT_EQ(network.layers()[3].operation, "transposed convolution");
  EXPECT_EQ(network.layers()[0].output_shape, (std::vector<std::int64_t>{-1, 4, 12, 12}));
  EXPECT_EQ(network.layers()[1].linear_tap, "block/bn");
  EXPECT_EQ(network.layers()[1].activation_tap, "block/clip");
  EXPECT_TRUE(network.layers()[5].classifier);
  EXPECT_EQ(network.input().name, "image");
  EXPECT_FALSE(network.input().channels_last);
}

TEST_F(FormatsTest, WhatATapIncludesIsSaid) {
  const auto includes = [](const Network& network, Tap tap) {
    Words out;
    for (const Layer& layer : network.layers()) {
      out.push_back(tap == Tap::linear ? layer.linear_includes : layer.activation_includes);
    }
    return out;
  };
  const Network plain = Network::read(file("plain.onnx"));
  EXPECT_EQ(includes(plain, Tap::linear),
            (Words{"bias", "batch norm", "bias", "bias", "bias", ""}));
  EXPECT_EQ(includes(plain, Tap::activation),
            (Words{"bias, relu", "batch norm, relu6", "bias, swish", "bias, prelu",
                   "bias, leaky relu", ""}));
  const Network quantized = Network::read(file("quantized.onnx"));
  EXPECT_EQ(includes(quantized, Tap::linear), (Words{"bias", "bias, quantize"}));
  EXPECT_EQ(includes(quantized, Tap::activation),
            (Words{"bias, relu, quantize", "bias, quantize, relu"}));
}

TEST_F(FormatsTest, OnnxEqualsOnnxRuntime) {
  expect_values("plain.onnx");
}

TEST_F(FormatsTest, QuantizedOnnxIsReadAfterThePair) {
  const Network network = Network::read(file("quantized.onnx"));
  EXPECT_EQ(follows(network), (Words{"relu", "relu"}));
  EXPECT_EQ(network.layers()[0].linear_tap, "conv1");
  EXPECT_EQ(network.layers()[0].activation_tap, "t3/dequantize");
  EXPECT_EQ(network.layers()[1].linear_tap, "t5/dequantize");
  expect_values("quantized.onnx");
}

TEST_F(FormatsTest, SqueezeNetsClassifierIsItsLastConvolution) {
  const Network network = Network::read(file("squeezenet.onnx"));
  EXPECT_FALSE(network.layers()[0].classifier);
  EXPECT_TRUE(network.layers()[1].classifier);
  EXPECT_EQ(choose_layers(network, {}), (std::vector<std::uint64_t>{0}));
  expect_values("squeezenet.onnx");
}

TEST_F(FormatsTest, TensorFlowLayersHaveTheirNodesNames) {
  const Network network = Network::read(file("frozen.pb"));
  EXPECT_EQ(names(network), (Words{"stem/Conv2D", "dw/depthwise", "head/MatMul"}));
  EXPECT_EQ(follows(network), (Words{"relu6", "batch norm, swish", "softmax"}));
  EXPECT_EQ(network.layers()[0].activation_tap, "stem/Conv2D/relu6");
  EXPECT_TRUE(network.input().channels_last);
  EXPECT_EQ(network.input().height, 16);
}

TEST_F(FormatsTest, TensorFlowEqualsNumpy) {
  expect_values("frozen.pb");
}

TEST_F(FormatsTest, SavedModelFolderIsRead) {
  const Network network = Network::read(file("saved"));
  EXPECT_EQ(names(network), (Words{"stem/Conv2D", "dw/depthwise", "head/MatMul"}));
  expect_values("saved/saved_model.pb", "saved");
}

TEST_F(FormatsTest, NamesDoNotDependOnWhatWasReadBefore) {
  const Network first = Network::read(file("frozen.pb"));
  const Network other = Network::read(file("plain.onnx"));
  const Network second = Network::read(file("frozen.pb"));
  for (std::size_t i = 0; i < first.layers().size(); ++i) {
    EXPECT_EQ(first.layers()[i].name, second.layers()[i].name);
    EXPECT_EQ(first.layers()[i].activation_tap, second.layers()[i].activation_tap);
    EXPECT_EQ(first.layers()[i].linear_tap, second.layers()[i].linear_tap);
  }
}

TEST_F(FormatsTest, LiteLayersAreNamedAfterTheirTensors) {
  const Network network = Network::read(file("floats.tflite"));
  EXPECT_EQ(names(network), (Words{"net/stem/Conv2D", "net/dw", "net/head/MatMul"}));
  EXPECT_EQ(follows(network), (Words{"relu6", "mean", "output"}));
}

TEST_F(FormatsTest, LiteEqualsNumpy) {
  expect_values("floats.tflite");
}

TEST_F(FormatsTest, QuantizedLiteEqualsNumpy) {
  EXPECT_EQ(names(Network::read(file("quantized.tflite"))), (Words{"stem", "dw"}));
  expect_values("quantized.tflite");
}

TEST_F(FormatsTest, TruncatedFilesAreRefused) {
  for (const std::string name : {"plain.onnx", "floats.tflite", "frozen.pb"}) {
    const auto size = std::filesystem::file_size(file(name));
    const test::TempDir folder;
    for (const std::uintmax_t kept : {std::uintmax_t{20}, size / 2, size - 1}) {
      std::filesystem::copy_file(file(name), folder / name,
                                 std::filesystem::copy_options::overwrite_existing);
      std::filesystem::resize_file(folder / name, kept);
      try {
        Network::read(folder / name);
        ADD_FAILURE() << name << " cut to " << kept << " bytes is read";
      } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::invalid_model) << error.what();
        EXPECT_NE(std::string(error.what()).find(name + "' is not a model"), std::string::npos)
            << error.what();
      }
    }
  }
}

}  // namespace
}  // namespace lexicnn
