#include <filesystem>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <iterator>
#include <string>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/sha256.hpp"
#include "lexicnn/network/network.hpp"

#include "network/graphs.hpp"
#include "support/temp_dir.hpp"

namespace lexicnn {
namespace {

using test::GraphBuilder;
using test::TempDir;
namespace op = test::op;

void expect_error(const std::function<void()>& call, ErrorKind kind, const std::string& part) {
  try {
    call();
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.name(), error_name(kind)) << error.what();
    EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
  }
}

void expect_refused(const std::filesystem::path& path, ErrorKind kind, const std::string& part) {
  expect_error([&path] { Network::read(path); }, kind, part);
}

void write(const std::filesystem::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// conv1 → relu → pooled → fc: a network with a classifier.
std::filesystem::path small_network(const std::filesystem::path& path,
                                    const ov::PartialShape& input = {1, 3, 8, 8}) {
  GraphBuilder graph(input);
  const auto x = graph.make<op::Relu>("act", graph.conv("conv1", graph.input(), 4));
  return graph.save({graph.dense("fc", graph.pool_all(x), 5)}, path);
}

TEST(ReadTest, MissingFile) {
  const TempDir folder;
  expect_refused(folder / "none.onnx", ErrorKind::file_missing, "none.onnx' does not exist");
}

TEST(ReadTest, TextCalledOnnx) {
  const TempDir folder;
  write(folder / "text.onnx", "This is not a model, but a line of text.\n");
  expect_refused(folder / "text.onnx", ErrorKind::invalid_model, "text.onnx' is not a model");
}

TEST(ReadTest, TextWithAnyModelsExtensionIsRefusedQuietly) {
  const TempDir folder;
  for (const char* name : {"text.onnx", "text.tflite", "text.pb", "text.xml"}) {
    write(folder / name, "hello\n");
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
    expect_refused(folder / name, ErrorKind::invalid_model, "content is not what");
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "") << name;
  }
}

TEST(ReadTest, UnknownExtension) {
  const TempDir folder;
  write(folder / "model.pth", "x");
  expect_refused(folder / "model.pth", ErrorKind::invalid_model, "known are .onnx");
}

TEST(ReadTest, EmptyFile) {
  const TempDir folder;
  for (const char* name : {"empty.onnx", "empty.tflite", "empty.pb", "empty.xml"}) {
    write(folder / name, "");
    expect_refused(folder / name, ErrorKind::invalid_model, "is not a model");
  }
}

TEST(ReadTest, FolderWithoutAModel) {
  const TempDir folder;
  expect_refused(folder.path(), ErrorKind::invalid_model, "no saved_model.pb");
}

TEST(ReadTest, SavedModelFileInsteadOfItsFolder) {
  const TempDir folder;
  write(folder / "saved_model.pb", "x");
  expect_refused(folder / "saved_model.pb", ErrorKind::invalid_model, "give the folder");
}

TEST(ReadTest, IrWithoutItsWeights) {
  const TempDir folder;
  const auto path = small_network(folder / "model.xml");
  std::filesystem::remove(folder / "model.bin");
  expect_refused(path, ErrorKind::invalid_model, "model.xml");
}

TEST(ReadTest, TruncatedIr) {
  const TempDir folder;
  const auto path = small_network(folder / "model.xml");
  const std::string content = content_of(path);
  write(path, content.substr(0, content.size() / 2));
  expect_refused(path, ErrorKind::invalid_model, "model.xml' is not a model");
}

TEST(ReadTest, NoConvolutionAndNoDenseLayer) {
  const TempDir folder;
  GraphBuilder graph;
  const auto path = graph.save({graph.make<op::Relu>("act", graph.input())}, folder / "model.xml");
  expect_refused(path, ErrorKind::invalid_model, "no convolution and no dense layer");
}

TEST(ReadTest, ProductOfTwoComputedMatricesIsNoLayer) {
  const TempDir folder;
  GraphBuilder graph;
  const auto product = graph.make<op::MatMul>("", graph.input(), graph.input(), false, true);
  const auto path = graph.save({product}, folder / "model.xml");
  expect_refused(path, ErrorKind::invalid_model, "no convolution and no dense layer");
}

TEST(ReadTest, ConvolutionOfConstantsIsNoLayer) {
  const TempDir folder;
  GraphBuilder graph;
  const auto constant = graph.conv("constant", graph.weights({1, 3, 12, 12}), 3);
  const auto path =
      graph.save({graph.conv("conv1", graph.make<op::Add>("", graph.input(), constant), 4)},
                 folder / "model.xml");
  ASSERT_EQ(Network::read(path).layers().size(), 1U);
  EXPECT_EQ(Network::read(path).layers()[0].name, "conv1");
}

TEST(ReadTest, TwoImageInputs) {
  const TempDir folder;
  GraphBuilder graph;
  const auto second = std::make_shared<op::Parameter>(ov::element::f32, ov::Shape{1, 3, 12, 12});
  second->set_friendly_name("second");
  const auto sum = graph.make<op::Add>("", graph.input(), second);
  const auto path = graph.save({graph.conv("conv1", sum, 4)}, folder / "model.xml", {second});
  expect_refused(path, ErrorKind::invalid_model, "image [1, 3, 12, 12], second [1, 3, 12, 12]");
}

TEST(ReadTest, OneChannel) {
  const TempDir folder;
  GraphBuilder graph({1, 1, 12, 12});
  const auto path = graph.save({graph.conv("conv1", graph.input(), 4)}, folder / "model.xml");
  expect_refused(path, ErrorKind::invalid_model, "three channels");
}

TEST(ReadTest, InputWithoutRank) {
  const TempDir folder;
  GraphBuilder graph(ov::PartialShape::dynamic());
  const auto path = graph.save({graph.make<op::MatMul>("fc", graph.input(), graph.weights({3, 4}))},
                               folder / "model.xml");
  expect_refused(path, ErrorKind::invalid_model, "[?…]");
}

TEST(ReadTest, OpenSizesAreMinusOne) {
  const TempDir folder;
  const Network network = Network::read(small_network(folder / "model.xml", {-1, 3, -1, -1}));
  EXPECT_EQ(network.input().height, -1);
  EXPECT_EQ(network.input().width, -1);
  EXPECT_FALSE(network.input().channels_last);
  EXPECT_EQ(network.layers()[0].output_shape, (std::vector<std::int64_t>{-1, 4, -1, -1}));
  EXPECT_EQ(network.layers()[0].features, 4U);
}

TEST(ReadTest, ChannelsLastIsSeen) {
  const TempDir folder;
  GraphBuilder graph({1, 10, 20, 3});
  const auto x = graph.transpose("", graph.input(), {0, 3, 1, 2});
  const Network network =
      Network::read(graph.save({graph.conv("conv1", x, 4)}, folder / "model.xml"));
  EXPECT_TRUE(network.input().channels_last);
  EXPECT_EQ(network.input().height, 10);
  EXPECT_EQ(network.input().width, 20);
}

TEST(ReadTest, DepthGoesFromZeroToOne) {
  const TempDir folder;
  GraphBuilder graph;
  auto x = graph.input();
  for (const char* name : {"a", "b", "c"})
    x = graph.conv(name, x, 4);
  const Network network = Network::read(graph.save({x}, folder / "model.xml"));
  EXPECT_EQ(network.layers()[0].depth, 0.0);
  EXPECT_EQ(network.layers()[1].depth, 0.5);
  EXPECT_EQ(network.layers()[2].depth, 1.0);
  EXPECT_EQ(network.layers()[2].index, 2U);
}

TEST(ReadTest, OnlyLayerHasDepthZeroAndIsNoClassifier) {
  const TempDir folder;
  GraphBuilder graph;
  const Network network =
      Network::read(graph.save({graph.conv("only", graph.input(), 4, 1)}, folder / "model.xml"));
  EXPECT_EQ(network.layers()[0].depth, 0.0);
  EXPECT_FALSE(network.layers()[0].classifier);
  EXPECT_EQ(choose_layers(network, {}), (std::vector<std::uint64_t>{0}));
}

TEST(ReadTest, ClassifierIsLeftOut) {
  const TempDir folder;
  const Network network = Network::read(small_network(folder / "model.xml"));
  EXPECT_TRUE(network.layers()[1].classifier);
  EXPECT_EQ(choose_layers(network, {}), (std::vector<std::uint64_t>{0}));
  EXPECT_EQ(choose_layers(network, {"*"}), (std::vector<std::uint64_t>{0, 1}));
}

TEST(ReadTest, RectifiedDenseLayerIsNoClassifier) {
  const TempDir folder;
  GraphBuilder graph;
  const auto x = graph.pool_all(graph.conv("conv1", graph.input(), 4));
  const Network network = Network::read(
      graph.save({graph.make<op::Relu>("", graph.dense("fc7", x, 5))}, folder / "model.xml"));
  EXPECT_FALSE(network.layers()[1].classifier);
}

TEST(ReadTest, LastConvolutionOfAHeadlessNetworkIsNoClassifier) {
  const TempDir folder;
  GraphBuilder graph;
  const auto x = graph.make<op::Relu>("", graph.conv("conv1", graph.input(), 4));
  const auto head = graph.make<op::Clamp>("", graph.bias("b", graph.conv("head", x, 9, 1)), 0, 6);
  const Network network = Network::read(graph.save({graph.pool_all(head)}, folder / "model.xml"));
  EXPECT_FALSE(network.layers()[1].classifier);
}

TEST(ReadTest, ConvolutionBeforeSoftmaxIsTheClassifier) {
  const TempDir folder;
  GraphBuilder graph;
  const auto x = graph.make<op::Relu>("", graph.conv("conv1", graph.input(), 4));
  const auto scores =
      graph.reshape("", graph.conv("logits", graph.pool_all(x, true), 9, 1), {0, -1});
  const Network network = Network::read(
      graph.save({graph.make<op::Softmax>("", scores, std::int64_t{1})}, folder / "model.xml"));
  EXPECT_TRUE(network.layers()[1].classifier);
  EXPECT_FALSE(network.layers()[0].classifier);
}

TEST(ReadTest, ShaIsOfBothFilesOfIr) {
  const TempDir folder;
  const auto path = small_network(folder / "model.xml");
  Sha256 hash;
  hash.update(content_of(path));
  hash.update(content_of(folder / "model.bin"));
  const Network network = Network::read(path);
  EXPECT_EQ(network.sha256(), hash.finish());
  EXPECT_EQ(network.path(), path);
  EXPECT_EQ(network.engine().rfind("OpenVINO 20", 0), 0U) << network.engine();
}

TEST(ChooseLayersTest, PatternsMeanTheirUnionInOrder) {
  const TempDir folder;
  GraphBuilder graph;
  auto x = graph.input();
  for (const char* name : {"block1/conv1", "block1/conv:2", "block2/conv1", "head"}) {
    x = graph.make<op::Relu>("", graph.conv(name, x, 4));
  }
  const Network network = Network::read(graph.save({x}, folder / "model.xml"));
  const std::vector<std::uint64_t> expected{0, 1, 3};
  EXPECT_EQ(choose_layers(network, {"head", "block1/*", "*:2"}), expected);
  expect_error(
      [&] {
        choose_layers(network, {"head", "tail*"});
      },
      ErrorKind::invalid_option, "matches 'tail*'; it has 4 layers: block1/conv1");
}

}  // namespace
}  // namespace lexicnn
