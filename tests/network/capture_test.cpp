#include "lexicnn/network/capture.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "lexicnn/core/error.hpp"
#include "lexicnn/network/network.hpp"
#include "lexicnn/network/network_output.hpp"

#include "network/graphs.hpp"
#include "support/temp_dir.hpp"

namespace lexicnn {
namespace {

using test::GraphBuilder;
using test::TempDir;
namespace op = test::op;

constexpr std::uint32_t kImages = 7;

void expect_error(const std::function<void()>& call, ErrorKind kind, const std::string& part) {
  try {
    call();
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.name(), error_name(kind)) << error.what();
    EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
  }
}

/// Convolutions, a residual, and dense layers large enough for the engine to treat a batch, or
/// several threads, otherwise than one image.
std::filesystem::path residual_network(const std::filesystem::path& path,
                                       const ov::PartialShape& input = {-1, 3, 32, 32}) {
  GraphBuilder graph(input);
  const auto stem =
      graph.make<op::Relu>("", graph.batch_norm("bn1", graph.conv("conv1", graph.input(), 32)));
  const auto second = graph.bias("b2", graph.conv("conv2", stem, 32));
  const auto sum = graph.make<op::Relu>("", graph.make<op::Add>("", second, stem));
  const auto wide = graph.make<op::Relu>("", graph.conv("conv3", sum, 512, 1));
  const auto hidden =
      graph.make<op::Relu>("", graph.bias("b4", graph.dense("fc1", graph.pool_all(wide), 2048)));
  const auto more = graph.make<op::Relu>("", graph.bias("b5", graph.dense("fc2", hidden, 1000)));
  return graph.save({graph.dense("scores", more, 10)}, path);
}

/// Rows of all images through one lane, `options.batch` at a time.
std::vector<float> capture_rows(const Network& network, const CaptureOptions& options,
                                unsigned threads, const std::vector<float>& images) {
  Context context;
  context.threads = threads;
  const Capture capture(network, options, 32, 32, context);
  auto lane = capture.make_lane();
  std::vector<float> rows(kImages * capture.features());
  for (std::uint32_t first = 0; first < kImages; first += options.batch) {
    const std::uint32_t count = std::min(options.batch, kImages - first);
    std::copy_n(images.begin() + static_cast<std::ptrdiff_t>(first * capture.image_values()),
                count * capture.image_values(), lane.input().begin());
    lane.run(count,
             std::span(rows).subspan(first * capture.features(), count * capture.features()));
  }
  return rows;
}

CaptureOptions all_layers(std::uint32_t batch = 1, std::uint32_t streams = 0) {
  CaptureOptions options;
  options.layers = {"*"};
  options.batch = batch;
  options.streams = streams;
  return options;
}

TEST(CaptureTest, SameBytesForAnyBatchStreamsAndThreads) {
  const TempDir folder;
  const Network network = Network::read(residual_network(folder / "model.xml"));
  const auto images = test::random_images(kImages * 3 * 32 * 32);
  const auto expected = capture_rows(network, all_layers(1, 1), 1, images);
  for (const std::uint32_t batch : {1U, 3U, 8U}) {
    for (const std::uint32_t streams : {0U, 1U, 2U}) {
      for (const unsigned threads : {1U, 2U, 4U}) {
        EXPECT_EQ(capture_rows(network, all_layers(batch, streams), threads, images), expected)
            << "batch " << batch << ", streams " << streams << ", threads " << threads;
      }
    }
  }
}

TEST(CaptureTest, LanesWorkSideBySide) {
  const TempDir folder;
  const Network network = Network::read(residual_network(folder / "model.xml"));
  const auto images = test::random_images(kImages * 3 * 32 * 32);
  const auto expected = capture_rows(network, all_layers(), 1, images);
  Context context;
  context.threads = 4;
  const Capture capture(network, all_layers(2, 3), 32, 32, context);
  EXPECT_EQ(capture.streams(), 3U);
  std::vector<float> rows(expected.size());
  std::vector<std::thread> threads;
  for (std::uint32_t t = 0; t < 3; ++t) {
    threads.emplace_back([&, t] {
      auto lane = capture.make_lane();
      for (std::uint32_t image = t; image < kImages; image += 3) {
        std::copy_n(images.begin() + static_cast<std::ptrdiff_t>(image * capture.image_values()),
                    capture.image_values(), lane.input().begin());
        lane.run(1, std::span(rows).subspan(image * capture.features(), capture.features()));
      }
    });
  }
  for (std::thread& thread : threads)
    thread.join();
  EXPECT_EQ(rows, expected);
}

TEST(CaptureTest, PartOfABatchLeavesTheRestAlone) {
  const TempDir folder;
  const Network network = Network::read(residual_network(folder / "model.xml"));
  const Capture capture(network, all_layers(4), 32, 32);
  auto lane = capture.make_lane();
  std::fill(lane.input().begin(), lane.input().end(), std::numeric_limits<float>::quiet_NaN());
  const auto images = test::random_images(2 * capture.image_values());
  std::copy(images.begin(), images.end(), lane.input().begin());
  std::vector<float> rows(2 * capture.features());
  lane.run(2, rows);
  EXPECT_TRUE(
      std::all_of(rows.begin(), rows.end(), [](float value) { return std::isfinite(value); }));
}

TEST(CaptureTest, VarDescribesEveryFeature) {
  const TempDir folder;
  const Network network = Network::read(residual_network(folder / "model.xml"));
  CaptureOptions options;
  options.layers = {"conv2", "fc1"};
  const Capture capture(network, options, 32, 32);
  const Table& var = capture.var();
  ASSERT_EQ(var.rows(), 32U + 2048U);
  EXPECT_EQ(capture.features(), var.rows());
  EXPECT_EQ(capture.image_values(), 3U * 32 * 32);
  EXPECT_EQ(var.index[0], "conv2:0");
  EXPECT_EQ(var.index[32 + 5], "fc1:5");
  EXPECT_EQ(column_text(var.find("layer")->data)[31], "conv2");
  EXPECT_EQ(column_text(var.find("operation")->data)[32], "dense");
  EXPECT_EQ(column_text(var.find("tap")->data)[0], "b2");
  EXPECT_EQ(column_text(var.find("tap_includes")->data)[0], "bias");
  EXPECT_EQ(var.get<std::vector<std::int64_t>>("layer_index")[0], 1);
  EXPECT_EQ(var.get<std::vector<std::int64_t>>("channel")[31], 31);
  EXPECT_EQ(var.get<std::vector<double>>("depth")[32], 3.0 / 5.0);
  for (const Column& column : var.columns)
    EXPECT_FALSE(column.description.empty()) << column.name;
}

TEST(CaptureTest, EmptyPatternsLeaveTheClassifierOut) {
  const TempDir folder;
  const Network network = Network::read(residual_network(folder / "model.xml"));
  EXPECT_EQ(Capture(network, {}, 32, 32).features(), 32U + 32 + 512 + 2048 + 1000);
}

TEST(CaptureTest, OpenSizeIsFixedByTheCaller) {
  const TempDir folder;
  const Network network = Network::read(residual_network(folder / "model.xml", {-1, 3, -1, -1}));
  EXPECT_EQ(Capture(network, {}, 20, 28).image_values(), 3U * 20 * 28);
  expect_error([&] { Capture(network, {}, 0, 0); }, ErrorKind::invalid_option,
               "leaves its input size open");
}

TEST(CaptureTest, FixedSizeIsChangedWhereTheGraphAllows) {
  const TempDir folder;
  const Network network = Network::read(residual_network(folder / "model.xml", {1, 3, 16, 16}));
  EXPECT_EQ(Capture(network, {}, 0, 0).image_values(), 3U * 16 * 16);
  EXPECT_EQ(Capture(network, {}, 24, 32).image_values(), 3U * 24 * 32);
}

TEST(CaptureTest, HeadThatNeedsASizeMattersOnlyIfTapped) {
  const TempDir folder;
  GraphBuilder graph({1, 3, 8, 8});
  const auto x = graph.make<op::Relu>("", graph.conv("conv1", graph.input(), 4));
  const auto flat = graph.reshape("", x, {1, 4 * 8 * 8});
  const Network network =
      Network::read(graph.save({graph.dense("fc", flat, 5)}, folder / "model.xml"));
  EXPECT_EQ(Capture(network, {}, 12, 12).features(), 4U);
  expect_error([&] { Capture(network, all_layers(), 12, 12); }, ErrorKind::invalid_option,
               "cannot take images of 12 × 12");
}

TEST(CaptureTest, FixedBatchBecomesOne) {
  const TempDir folder;
  const Network network = Network::read(residual_network(folder / "model.xml", {4, 3, 32, 32}));
  const auto images = test::random_images(kImages * 3 * 32 * 32);
  const Network free = Network::read(residual_network(folder / "free.xml"));
  EXPECT_EQ(capture_rows(network, all_layers(3), 2, images),
            capture_rows(free, all_layers(), 1, images));
}

TEST(CaptureTest, OptionsOutOfRange) {
  const TempDir folder;
  const Network network = Network::read(residual_network(folder / "model.xml"));
  for (const std::uint32_t batch : {0U, 1025U}) {
    expect_error([&] { Capture(network, all_layers(batch), 32, 32); }, ErrorKind::invalid_option,
                 "batch");
  }
  expect_error([&] { Capture(network, all_layers(1, 1025), 32, 32); }, ErrorKind::invalid_option,
               "streams");
  CaptureOptions nothing;
  nothing.layers = {"nothing"};
  expect_error([&] { Capture(network, nothing, 32, 32); }, ErrorKind::invalid_option, "nothing");
}

TEST(CaptureTest, CallsOfTheWrongSize) {
  const TempDir folder;
  const Network network = Network::read(residual_network(folder / "model.xml"));
  const Capture capture(network, all_layers(2), 32, 32);
  auto lane = capture.make_lane();
  std::vector<float> rows(3 * capture.features());
  expect_error([&] { lane.run(0, {}); }, ErrorKind::invalid_input, "1 to 2 images");
  expect_error([&] { lane.run(3, rows); }, ErrorKind::invalid_input, "1 to 2 images");
  expect_error([&] { lane.run(1, rows); }, ErrorKind::invalid_input, "room for");
}

TEST(CaptureTest, WeightsThatAreNotNumbers) {
  const TempDir folder;
  GraphBuilder graph;
  const auto x = graph.conv("conv1", graph.input(), 4);
  std::vector<float> bias{1, 2, std::numeric_limits<float>::quiet_NaN(), 4};
  const auto constant = op::Constant::create(ov::element::f32, ov::Shape{1, 4, 1, 1}, bias);
  constant->set_friendly_name("bias1");
  const auto sum = graph.make<op::Add>("", x, constant);
  const Network network =
      Network::read(graph.save({graph.make<op::Relu>("", sum)}, folder / "model.xml"));
  expect_error([&] { Capture(network, {}, 12, 12); }, ErrorKind::not_finite, "bias1");
}

TEST(CaptureTest, NaNInAnImageReachesTheRow) {
  const TempDir folder;
  GraphBuilder graph;
  const Network network =
      Network::read(graph.save({graph.conv("conv1", graph.input(), 4)}, folder / "model.xml"));
  const Capture capture(network, {}, 12, 12);
  auto lane = capture.make_lane();
  std::fill(lane.input().begin(), lane.input().end(), 0.5F);
  lane.input()[77] = std::numeric_limits<float>::quiet_NaN();
  std::vector<float> row(capture.features());
  lane.run(1, row);
  EXPECT_TRUE(std::all_of(row.begin(), row.end(), [](float value) { return std::isnan(value); }));
}

TEST(CaptureTest, HalfPrecisionModelIsComputedInFloats) {
  const TempDir folder;
  GraphBuilder graph;
  const auto half = graph.make<op::Convert>("", graph.input(), ov::element::f16);
  const auto weights = graph.make<op::Convert>("", graph.weights({4, 3, 3, 3}), ov::element::f16);
  const auto x = graph.make<op::Convolution>("conv1", half, weights, ov::Strides{1, 1},
                                             ov::CoordinateDiff{0, 0}, ov::CoordinateDiff{0, 0},
                                             ov::Strides{1, 1});
  const auto path = graph.save({graph.make<op::Relu>("act", x)}, folder / "model.xml");
  const Network network = Network::read(path);
  EXPECT_EQ(network.layers()[0].activation_tap, "act");
  const Capture capture(network, {}, 12, 12);
  auto lane = capture.make_lane();
  std::fill(lane.input().begin(), lane.input().end(), 0.5F);
  std::vector<float> row(capture.features());
  lane.run(1, row);
  EXPECT_TRUE(std::all_of(row.begin(), row.end(), [](float value) { return value >= 0; }));
}

TEST(CaptureTest, Bf16RunsOrSaysWhyNot) {
  const TempDir folder;
  const Network network = Network::read(residual_network(folder / "model.xml"));
  const auto images = test::random_images(kImages * 3 * 32 * 32);
  const auto exact = capture_rows(network, all_layers(), 1, images);
  CaptureOptions options = all_layers();
  options.precision = Precision::bf16;
  std::vector<float> rows;
  try {
    rows = capture_rows(network, options, 1, images);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::engine);
    EXPECT_NE(std::string(error.what()).find("bf16"), std::string::npos);
    GTEST_SKIP() << error.what();
  }
  EXPECT_NE(rows, exact);
  double largest = 0;
  double difference = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    largest = std::max<double>(largest, std::fabs(exact[i]));
    difference = std::max<double>(difference, std::fabs(exact[i] - rows[i]));
  }
  EXPECT_LT(difference, 0.05 * largest);

  // Means of maps keep more digits than bf16 has: fewer ties.
  constexpr std::ptrdiff_t kMaps = 32 + 32 + 512;
  const auto is_bf16 = [](float value) {
    return (std::bit_cast<std::uint32_t>(value) & 0xFFFFU) == 0;
  };
  EXPECT_LT(std::count_if(rows.begin(), rows.begin() + kMaps, is_bf16), kMaps / 2);
}

TEST(CaptureTest, Bf16MeansOfMapsOfAnySize) {
  for (const std::int64_t side : {1, 5, 8, 11, 13, 14, 34}) {
    SCOPED_TRACE(side);
    const TempDir folder;
    GraphBuilder graph({1, 3, side, side});
    const auto path = graph.save(
        {graph.make<op::Relu>("act", graph.bias("b1", graph.conv("conv1", graph.input(), 20)))},
        folder / "model.xml");
    const Network network = Network::read(path);
    const auto images = test::random_images(static_cast<std::size_t>(3 * side * side));
    CaptureOptions options = all_layers();
    const auto values = test::node_values(path, {"act"}, images);
    const auto reference = test::pool_reference(values.at("act"), 1, false);
    options.precision = Precision::bf16;
    try {
      const Capture capture(network, options, 0, 0);
      auto lane = capture.make_lane();
      std::copy(images.begin(), images.end(), lane.input().begin());
      std::vector<float> row(capture.features());
      lane.run(1, row);
      const double largest = *std::max_element(reference.begin(), reference.end());
      for (std::size_t i = 0; i < row.size(); ++i)
        EXPECT_NEAR(row[i], reference[i], 0.01 * largest) << i;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::engine);
      GTEST_SKIP() << error.what();
    }
  }
}

TEST(NetworkOutputTest, TapsChangeNoBit) {
  const TempDir folder;
  const Network network = Network::read(residual_network(folder / "model.xml"));
  const auto images = test::random_images(kImages * 3 * 32 * 32);
  const auto plain = network_output(network, images, kImages, 32, 32);
  EXPECT_EQ(plain.size(), kImages * 10U);
  for (const Tap tap : {Tap::activation, Tap::linear}) {
    CaptureOptions options = all_layers();
    options.tap = tap;
    EXPECT_EQ(tapped_network_output(network, images, kImages, 32, 32, options), plain);
  }
}

TEST(NetworkOutputTest, EqualsTheEnginesOwnRun) {
  const TempDir folder;
  const auto path = residual_network(folder / "model.xml", {1, 3, 32, 32});
  const auto image = test::random_images(3 * 32 * 32);
  const auto own = test::node_values(path, {"scores"}, image).at("scores");
  const auto output = network_output(Network::read(path), image, 1, 0, 0);
  ASSERT_EQ(output.size(), own.get_size());
  for (std::size_t i = 0; i < output.size(); ++i) {
    EXPECT_NEAR(output[i], own.data<float>()[i], 1e-4 * std::fabs(output[i]) + 1e-4);
  }
}

TEST(NetworkOutputTest, ImagesOfTheWrongSize) {
  const TempDir folder;
  const Network network = Network::read(residual_network(folder / "model.xml"));
  const std::vector<float> images(10);
  expect_error([&] { network_output(network, images, 1, 32, 32); }, ErrorKind::invalid_input,
               "1 images of 3072 values");
}

}  // namespace
}  // namespace lexicnn
