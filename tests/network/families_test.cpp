#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "lexicnn/network/capture.hpp"
#include "lexicnn/network/network.hpp"
#include "lexicnn/network/tap_check.hpp"

#include "support/npy.hpp"
#include "support/temp_dir.hpp"

namespace lexicnn {
namespace {

struct Expected {
  std::string layer;
  std::uint64_t features = 0;
  std::uint64_t first = 0;  // place of its first feature
};

/// The networks of make_families.py, by file name: every layer at both taps, mean and largest
/// value, against an engine that knows nothing of taps.
class FamilyTest : public testing::TestWithParam<const char*> {
 protected:
  static void SetUpTestSuite() {
    if (std::string(LEXICNN_PYTHON).empty()) return;
    folder_ = std::make_unique<test::TempDir>();
    const std::string command =
        fmt::format("'{}' -B '{}/tests/network/make_families.py' '{}'", LEXICNN_PYTHON,
                    LEXICNN_SOURCE_DIR, folder_->path().string());
    if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
  }

  static void TearDownTestSuite() { folder_.reset(); }

  void SetUp() override {
    if (folder_ == nullptr) GTEST_SKIP() << "no Python: configure with -DLEXICNN_PYTHON=…";
  }

  static std::filesystem::path file(const std::string& suffix = {}) {
    return *folder_ / (GetParam() + suffix);
  }

  static std::vector<Expected> expected_layers() {
    std::ifstream in(file(".layers.txt"));
    std::vector<Expected> out;
    Expected each;
    while (std::getline(in, each.layer, '\t') && in >> each.features && in.ignore(1)) {
      out.push_back(each);
      each.first += each.features;
    }
    return out;
  }

  static std::vector<float> captured(const Network& network, Tap tap, Pool pool) {
    CaptureOptions options;
    options.layers = {"*"};
    options.tap = tap;
    options.pool = pool;
    const Capture capture(network, options, 0, 0);
    const auto image = test::read_npy<float>(file(".image.npy"));
    auto lane = capture.make_lane();
    std::copy(image.data.begin(), image.data.end(), lane.input().begin());
    std::vector<float> row(capture.features());
    lane.run(1, row);
    return row;
  }

  /// The largest difference of any layer, as a share of the layer's largest value.
  static double worst_share(const Network& network, Tap tap, Pool pool) {
    const auto row = captured(network, tap, pool);
    const auto reference =
        test::read_npy<float>(file(fmt::format(".{}.{}.npy", to_string(tap), to_string(pool))));
    std::map<std::string, Expected> by_name;
    for (const Expected& each : expected_layers())
      by_name[each.layer] = each;
    double worst = 0;
    std::size_t at = 0;
    for (const Layer& layer : network.layers()) {
      const std::size_t first = by_name.at(layer.name).first;
      double largest = 0;
      double difference = 0;
      for (std::size_t i = 0; i < layer.features; ++i, ++at) {
        const double value = reference.data[first + i];
        largest = std::max(largest, std::fabs(value));
        difference = std::max(difference, std::fabs(value - row[at]));
      }
      EXPECT_LE(difference, 1e-4 * largest) << layer.name << ": " << layer.follows;
      worst = std::max(worst, difference / largest);
    }
    return worst;
  }

 private:
  static std::unique_ptr<test::TempDir> folder_;
};

std::unique_ptr<test::TempDir> FamilyTest::folder_;

TEST_P(FamilyTest, BothTapsEqualAnIndependentEngine) {
  const Network network = Network::read(file());
  const auto expected = expected_layers();
  ASSERT_EQ(network.layers().size(), expected.size());
  for (const Expected& each : expected) {
    const auto found =
        std::find_if(network.layers().begin(), network.layers().end(),
                     [&each](const Layer& layer) { return layer.name == each.layer; });
    ASSERT_NE(found, network.layers().end()) << each.layer;
    EXPECT_EQ(found->features, each.features) << each.layer;
  }
  double worst = 0;
  for (const Tap tap : {Tap::linear, Tap::activation}) {
    for (const Pool pool : {Pool::mean, Pool::max}) {
      SCOPED_TRACE(fmt::format("{}, {}", to_string(tap), to_string(pool)));
      worst = std::max(worst, worst_share(network, tap, pool));
    }
  }
  RecordProperty("worst_share", fmt::format("{:.1e}", worst));
}

/// Networks in which a tap keeps the engine from fusing operators that round otherwise when apart:
/// docs/network.md.
bool rounds_otherwise(const std::string& name) {
  const std::vector<std::string> names{"vgg.onnx", "preactivation.onnx",
                                       "mobilenet_v3_spelled.onnx", "convnext_spelled.onnx"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

TEST_P(FamilyTest, TapsLeaveTheOutputAsItIs) {
  const Network network = Network::read(file());
  const auto image = test::read_npy<float>(file(".image.npy"));
  for (const Tap tap : {Tap::linear, Tap::activation}) {
    SCOPED_TRACE(std::string(to_string(tap)));
    CaptureOptions options;
    options.layers = {"*"};
    options.tap = tap;
    const auto row = captured(network, tap, Pool::mean);
    const TapCheck check = check_taps(network, options, 0, 0, image.data, row);
    EXPECT_EQ(check.not_compared, "");
    EXPECT_EQ(check.outputs.values, 5U);
    EXPECT_TRUE(check.outputs.same_bytes || rounds_otherwise(GetParam()))
        << check.outputs.largest_difference << " of " << check.outputs.largest_value;
    EXPECT_LE(check.outputs.largest_difference, 1e-6 * check.outputs.largest_value);
    EXPECT_TRUE(check.rows.same_bytes)
        << check.rows.largest_difference << " of " << check.rows.largest_value;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Networks, FamilyTest,
    testing::Values("vgg.onnx", "resnet_basic_folded.onnx", "resnet_basic.onnx",
                    "resnet_bottleneck_folded.onnx", "resnet_bottleneck.onnx", "resnext.onnx",
                    "densenet_folded.onnx", "densenet.onnx", "preactivation.onnx",
                    "mobilenet_v2.onnx", "mobilenet_v3.onnx", "mobilenet_v3_gated.onnx",
                    "mobilenet_v3_spelled.onnx", "inception.onnx", "shufflenet.onnx",
                    "shufflenet_dynamic.onnx", "convnext.onnx", "convnext_spelled.onnx",
                    "squeezenet.onnx", "efficientnet.onnx", "quantized.onnx", "tf2onnx.onnx",
                    "residual.pb", "residual.tflite"),
    [](const testing::TestParamInfo<const char*>& each) {
      std::string name = each.param;
      std::replace(name.begin(), name.end(), '.', '_');
      return name;
    });

}  // namespace
}  // namespace lexicnn
