#include <algorithm>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "lexicnn/network/capture.hpp"
#include "lexicnn/network/network.hpp"

#include "network/graphs.hpp"
#include "support/temp_dir.hpp"

namespace lexicnn {
namespace {

using test::GraphBuilder;
using test::NodeValue;
namespace op = test::op;

struct Expected {
  std::string layer;
  std::string operation;
  std::string follows;
  std::string linear;
  std::string activation;
  std::size_t channel_axis = 1;
};

struct Case {
  std::string name;
  std::function<NodeValue(GraphBuilder&)> build;
  std::vector<Expected> layers;
  ov::PartialShape input = {1, 3, 12, 12};
};

std::ostream& operator<<(std::ostream& out, const Case& value) {
  return out << value.name;
}

/// conv1 with bias b1, then `follow`: what most cases share.
std::function<NodeValue(GraphBuilder&)> after_conv(
    const std::function<NodeValue(GraphBuilder&, const NodeValue&)>& follow) {
  return [follow](GraphBuilder& graph) {
    return follow(graph, graph.bias("b1", graph.conv("conv1", graph.input(), 8)));
  };
}

Case one_operator(const std::string& name, const std::string& word,
                  const std::function<NodeValue(GraphBuilder&, const NodeValue&)>& follow) {
  return {name, after_conv(follow), {{"conv1", "convolution", word, "b1", "act"}}};
}

std::vector<Case> plain_cases() {
  return {
      {"ConvBiasRelu",
       after_conv([](GraphBuilder& g, const NodeValue& x) { return g.make<op::Relu>("act", x); }),
       {{"conv1", "convolution", "relu", "b1", "act"}}},
      {"ConvAlone",
       [](GraphBuilder& g) { return g.conv("conv1", g.input(), 8); },
       {{"conv1", "convolution", "output", "conv1", "conv1"}}},
      {"ConvBatchNormRelu",
       [](GraphBuilder& g) {
         return g.make<op::Relu>("act", g.batch_norm("bn", g.conv("conv1", g.input(), 8)));
       },
       {{"conv1", "convolution", "batch norm, relu", "bn", "act"}}},
      {"ConvBiasBatchNormRelu",
       after_conv([](GraphBuilder& g, const NodeValue& x) {
         return g.make<op::Relu>("act", g.batch_norm("bn", x));
       }),
       {{"conv1", "convolution", "batch norm, relu", "bn", "act"}}},
      {"BatchNormAsMultiplyAndAdd",
       after_conv([](GraphBuilder& g, const NodeValue& x) {
         const auto scaled = g.make<op::Multiply>("scale", x, g.per_channel(x));
         return g.make<op::Relu>("act", g.bias("shift", scaled));
       }),
       {{"conv1", "convolution", "batch norm, relu", "shift", "act"}}},
      {"BatchNormAsFourOperators",
       [](GraphBuilder& g) {
         const auto x = g.conv("conv1", g.input(), 8);
         const auto centred = g.make<op::Subtract>("centre", x, g.per_channel(x));
         const auto unit = g.make<op::Divide>("unit", centred, g.per_channel(x, 1, true));
         const auto scaled = g.make<op::Multiply>("scale", unit, g.per_channel(x));
         return g.make<op::Tanh>("act", g.bias("shift", scaled));
       },
       {{"conv1", "convolution", "batch norm, tanh", "shift", "act"}}},
      {"LoneScaleIsNotTheLayers",
       after_conv([](GraphBuilder& g, const NodeValue& x) {
         const auto scaled = g.make<op::Multiply>("scale", x, g.per_channel(x));
         return g.make<op::Add>("sum", scaled, g.conv("conv2", g.input(), 8));
       }),
       {{"conv1", "convolution", "scale, add", "b1", "b1"},
        {"conv2", "convolution", "add", "conv2", "conv2"}}},
      {"PositionEmbeddingIsNotABias",
       [](GraphBuilder& g) {
         const auto x = g.conv("conv1", g.input(), 8);
         return g.make<op::Relu>("", g.make<op::Add>("", x, g.weights({1, 8, 12, 12})));
       },
       {{"conv1", "convolution", "add", "conv1", "conv1"}}},
  };
}

std::vector<Case> end_cases() {
  return {
      {"ResidualAddEndsTheSearch",
       after_conv([](GraphBuilder& g, const NodeValue& x) {
         const auto act = g.make<op::Relu>("act1", x);
         const auto second = g.batch_norm("bn2", g.conv("conv2", act, 8));
         return g.make<op::Relu>("", g.make<op::Add>("sum", second, act));
       }),
       {{"conv1", "convolution", "relu", "b1", "act1"},
        {"conv2", "convolution", "batch norm, add", "bn2", "bn2"}}},
      {"ConcatEndsTheSearch",
       after_conv([](GraphBuilder& g, const NodeValue& x) {
         const auto both = g.make<op::Concat>("", ov::OutputVector{x, g.input()}, 1);
         return g.make<op::Relu>("", both);
       }),
       {{"conv1", "convolution", "concat", "b1", "b1"}}},
      {"PoolingEndsTheSearch",
       after_conv([](GraphBuilder& g, const NodeValue& x) {
         return g.make<op::Relu>("", g.pool_all(x, true));
       }),
       {{"conv1", "convolution", "mean", "b1", "b1"}}},
      {"ForkEndsTheSearch",
       after_conv([](GraphBuilder& g, const NodeValue& x) {
         const auto act = g.make<op::Relu>("", x);
         return g.make<op::Add>("", g.pool_all(act, true), g.conv("conv2", x, 8, 1));
       }),
       {{"conv1", "convolution", "relu and convolution", "b1", "b1"},
        {"conv2", "convolution", "add", "conv2", "conv2"}}},
      {"HardSwishThenSqueezeExcite",
       after_conv([](GraphBuilder& g, const NodeValue& x) {
         const auto act = g.make<op::HSwish>("act", x);
         const auto squeeze = g.make<op::Relu>("r", g.conv("reduce", g.pool_all(act, true), 4, 1));
         const auto gate =
             g.make<op::HSigmoid>("gate", g.bias("eb", g.conv("expand", squeeze, 8, 1)));
         return g.make<op::Multiply>("", act, gate);
       }),
       {{"conv1", "convolution", "hard swish", "b1", "act"},
        {"reduce", "convolution", "relu", "reduce", "r"},
        {"expand", "convolution", "hard sigmoid", "eb", "gate"}}},
      {"GateEndsTheSearch",
       after_conv([](GraphBuilder& g, const NodeValue& x) {
         const auto gate = g.make<op::Sigmoid>("gate", g.conv("expand", g.pool_all(x, true), 8, 1));
         return g.make<op::Relu>("", g.make<op::Multiply>("", x, gate));
       }),
       {{"conv1", "convolution", "mean and gate", "b1", "b1"},
        {"expand", "convolution", "sigmoid", "expand", "gate"}}},
      {"ShapeOfDoesNotCount",
       after_conv([](GraphBuilder& g, const NodeValue& x) {
         const auto act = g.make<op::Relu>("act", x);
         const auto shape = g.make<op::ShapeOf>("", x);
         return g.make<op::Reshape>("", act, shape, false);
       }),
       {{"conv1", "convolution", "relu", "b1", "act"}}},
  };
}

std::vector<Case> activation_cases() {
  return {
      one_operator(
          "Relu6", "relu6",
          [](GraphBuilder& g, const NodeValue& x) { return g.make<op::Clamp>("act", x, 0, 6); }),
      one_operator(
          "Clip", "clip",
          [](GraphBuilder& g, const NodeValue& x) { return g.make<op::Clamp>("act", x, -1, 1); }),
      one_operator("PRelu", "prelu",
                   [](GraphBuilder& g, const NodeValue& x) {
                     return g.make<op::PRelu>("act", x, g.weights({8}));
                   }),
      one_operator("LeakyRelu", "leaky relu",
                   [](GraphBuilder& g, const NodeValue& x) {
                     return g.make<op::PRelu>("act", x, g.number(0.1F));
                   }),
      one_operator("Swish", "swish",
                   [](GraphBuilder& g, const NodeValue& x) { return g.make<op::Swish>("act", x); }),
      one_operator("Gelu", "gelu",
                   [](GraphBuilder& g, const NodeValue& x) { return g.make<op::Gelu>("act", x); }),
      one_operator(
          "Sigmoid", "sigmoid",
          [](GraphBuilder& g, const NodeValue& x) { return g.make<op::Sigmoid>("act", x); }),
      one_operator(
          "Elu", "elu",
          [](GraphBuilder& g, const NodeValue& x) { return g.make<op::Elu>("act", x, 1.0); }),
      one_operator("Mish", "mish",
                   [](GraphBuilder& g, const NodeValue& x) { return g.make<op::Mish>("act", x); }),
      one_operator(
          "SoftPlus", "softplus",
          [](GraphBuilder& g, const NodeValue& x) { return g.make<op::SoftPlus>("act", x); }),
      one_operator("HardSigmoid", "hard sigmoid",
                   [](GraphBuilder& g, const NodeValue& x) {
                     return g.make<op::HardSigmoid>("act", x, g.number(0.2F), g.number(0.5F));
                   }),
  };
}

std::vector<Case> spelled_cases() {
  return {
      one_operator("Relu6AsMaximumAndMinimum", "relu6",
                   [](GraphBuilder& g, const NodeValue& x) {
                     const auto low = g.make<op::Maximum>("", g.number(0), x);
                     return g.make<op::Minimum>("act", g.number(6), low);
                   }),
      one_operator("SwishAsProduct", "swish",
                   [](GraphBuilder& g, const NodeValue& x) {
                     return g.make<op::Multiply>("act", x, g.make<op::Sigmoid>("", x));
                   }),
      one_operator("HardSwishAsProduct", "hard swish",
                   [](GraphBuilder& g, const NodeValue& x) {
                     const auto gate =
                         g.make<op::HardSigmoid>("", x, g.number(1.0F / 6), g.number(0.5F));
                     return g.make<op::Multiply>("act", x, gate);
                   }),
      one_operator("HardSwishAsClip", "hard swish",
                   [](GraphBuilder& g, const NodeValue& x) {
                     const auto moved = g.make<op::Add>("", x, g.number(3));
                     const auto gate = g.make<op::Clamp>("", moved, 0, 6);
                     return g.make<op::Divide>("act", g.make<op::Multiply>("", x, gate),
                                               g.number(6));
                   }),
      one_operator("HardSigmoidAsClip", "hard sigmoid",
                   [](GraphBuilder& g, const NodeValue& x) {
                     const auto clip =
                         g.make<op::Clamp>("", g.make<op::Add>("", x, g.number(3)), 0, 6);
                     return g.make<op::Multiply>("act", clip, g.number(1.0F / 6));
                   }),
      one_operator(
          "GeluByErf", "gelu",
          [](GraphBuilder& g, const NodeValue& x) {
            const auto erf = g.make<op::Erf>("", g.make<op::Divide>("", x, g.number(1.4142135F)));
            const auto sum = g.make<op::Add>("", erf, g.number(1));
            return g.make<op::Multiply>("act", g.make<op::Multiply>("", x, sum), g.number(0.5F));
          }),
      one_operator("GeluByTanh", "gelu",
                   [](GraphBuilder& g, const NodeValue& x) {
                     const auto cube = g.make<op::Power>("", x, g.number(3));
                     const auto sum = g.make<op::Add>(
                         "", x, g.make<op::Multiply>("", cube, g.number(0.044715F)));
                     const auto tanh =
                         g.make<op::Tanh>("", g.make<op::Multiply>("", sum, g.number(0.7978846F)));
                     const auto half = g.make<op::Multiply>("", x, g.number(0.5F));
                     return g.make<op::Multiply>("act", half,
                                                 g.make<op::Add>("", tanh, g.number(1)));
                   }),
      one_operator("MishAsProduct", "mish",
                   [](GraphBuilder& g, const NodeValue& x) {
                     const auto tanh = g.make<op::Tanh>("", g.make<op::SoftPlus>("", x));
                     return g.make<op::Multiply>("act", x, tanh);
                   }),
      one_operator("LeakyReluAsMaximum", "leaky relu",
                   [](GraphBuilder& g, const NodeValue& x) {
                     return g.make<op::Maximum>("act", x,
                                                g.make<op::Multiply>("", x, g.number(0.1F)));
                   }),
      one_operator("UnnamedElementwise", "elementwise (abs, multiply)",
                   [](GraphBuilder& g, const NodeValue& x) {
                     return g.make<op::Multiply>("act", x, g.make<op::Abs>("", x));
                   }),
      one_operator("QuantizedSwish", "swish",
                   [](GraphBuilder& g, const NodeValue& x) {
                     const auto quantize = [&g](const std::string& name, const NodeValue& v) {
                       return g.make<op::FakeQuantize>(name, v, g.number(-4), g.number(4),
                                                       g.number(-4), g.number(4), 256);
                     };
                     const auto gate = quantize("", g.make<op::Sigmoid>("", x));
                     return quantize("act", g.make<op::Multiply>("", x, gate));
                   }),
  };
}

std::vector<Case> layer_cases() {
  return {
      {"Depthwise",
       [](GraphBuilder& g) {
         const auto x = g.make<op::Relu>("act1", g.conv("conv1", g.input(), 8));
         return g.make<op::Relu>("act2", g.bias("b2", g.group_conv("dw", x, 8, 16)));
       },
       {{"conv1", "convolution", "relu", "conv1", "act1"},
        {"dw", "depthwise convolution", "relu", "b2", "act2"}}},
      {"Grouped",
       [](GraphBuilder& g) {
         const auto x = g.make<op::Relu>("act1", g.conv("conv1", g.input(), 8));
         return g.make<op::Relu>("act2", g.group_conv("grouped", x, 2, 6));
       },
       {{"conv1", "convolution", "relu", "conv1", "act1"},
        {"grouped", "grouped convolution", "relu", "grouped", "act2"}}},
      {"Transposed",
       [](GraphBuilder& g) {
         return g.make<op::Relu>("act", g.bias("b", g.transposed_conv("up", g.input(), 5)));
       },
       {{"up", "transposed convolution", "relu", "b", "act"}}},
      {"DenseSigmoid",
       [](GraphBuilder& g) {
         const auto flat =
             g.reshape("", g.make<op::Relu>("act1", g.conv("conv1", g.input(), 4)), {0, -1});
         const auto x = g.make<op::Sigmoid>("act2", g.bias("b2", g.dense("fc1", flat, 7)));
         return g.dense("fc2", x, 3);
       },
       {{"conv1", "convolution", "relu", "conv1", "act1"},
        {"fc1", "dense", "sigmoid", "b2", "act2"},
        {"fc2", "dense", "output", "fc2", "fc2"}}},
      {"DenseOnTokens",
       [](GraphBuilder& g) {
         const auto map = g.bias("b1", g.conv("patch", g.input(), 8));
         const auto tokens = g.transpose("", g.reshape("", map, {0, 0, -1}), {0, 2, 1});
         return g.make<op::Gelu>("act2", g.bias("b2", g.dense("fc", tokens, 5), 2));
       },
       {{"patch", "convolution", "dense", "b1", "b1"}, {"fc", "dense", "gelu", "b2", "act2", 2}}},
      {"ChannelsLastActivation",
       [](GraphBuilder& g) {
         const auto x = g.conv("conv1", g.transpose("", g.input(), {0, 3, 1, 2}), 8);
         const auto last = g.transpose("back", x, {0, 2, 3, 1});
         return g.make<op::Relu>("act", g.bias("b", last, 3));
       },
       {{"conv1", "convolution", "relu", "b", "act", 3}},
       {1, 10, 12, 3}},
      {"ReshapeBetweenLayerAndBias",
       [](GraphBuilder& g) {
         const auto x = g.reshape("", g.conv("conv1", g.input(), 8), {0, 8, -1});
         return g.make<op::Relu>("act", g.bias("b", x));
       },
       {{"conv1", "convolution", "relu", "b", "act"}}},
  };
}

class TapsTest : public testing::TestWithParam<Case> {};

TEST_P(TapsTest, AreFoundAndRead) {
  const Case& expected = GetParam();
  test::TempDir folder;
  GraphBuilder graph(expected.input);
  const auto path = graph.save({expected.build(graph)}, folder / "model.xml");
  const Network network = Network::read(path);
  ASSERT_EQ(network.layers().size(), expected.layers.size());
  for (std::size_t i = 0; i < expected.layers.size(); ++i) {
    const Layer& layer = network.layers()[i];
    SCOPED_TRACE(layer.name);
    EXPECT_EQ(layer.name, expected.layers[i].layer);
    EXPECT_EQ(layer.operation, expected.layers[i].operation);
    EXPECT_EQ(layer.follows, expected.layers[i].follows);
    EXPECT_EQ(layer.linear_tap, expected.layers[i].linear);
    EXPECT_EQ(layer.activation_tap, expected.layers[i].activation);
  }

  for (const Tap tap : {Tap::activation, Tap::linear}) {
    for (const Pool pool : {Pool::mean, Pool::max}) {
      SCOPED_TRACE(std::string(to_string(tap)) + " " + std::string(to_string(pool)));
      CaptureOptions options;
      options.layers = {"*"};
      options.tap = tap;
      options.pool = pool;
      const Capture capture(network, options, 0, 0);
      auto lane = capture.make_lane();
      const auto image = test::random_images(capture.image_values());
      std::copy(image.begin(), image.end(), lane.input().begin());
      std::vector<float> row(capture.features());
      lane.run(1, row);

      std::size_t feature = 0;
      for (const Expected& layer : expected.layers) {
        const std::string& node = tap == Tap::activation ? layer.activation : layer.linear;
        const auto values = test::node_values(path, {node}, image);
        const auto reference =
            test::pool_reference(values.at(node), layer.channel_axis, pool == Pool::max);
        double largest = 1e-6;
        for (const double value : reference)
          largest = std::max(largest, std::fabs(value));
        ASSERT_LE(feature + reference.size(), row.size());
        for (std::size_t channel = 0; channel < reference.size(); ++channel, ++feature) {
          EXPECT_NEAR(row[feature], reference[channel], 1e-5 * largest)
              << layer.layer << " channel " << channel;
        }
      }
      EXPECT_EQ(feature, row.size());
    }
  }
}

std::string case_name(const testing::TestParamInfo<Case>& info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Plain, TapsTest, testing::ValuesIn(plain_cases()), case_name);
INSTANTIATE_TEST_SUITE_P(End, TapsTest, testing::ValuesIn(end_cases()), case_name);
INSTANTIATE_TEST_SUITE_P(Activation, TapsTest, testing::ValuesIn(activation_cases()), case_name);
INSTANTIATE_TEST_SUITE_P(Spelled, TapsTest, testing::ValuesIn(spelled_cases()), case_name);
INSTANTIATE_TEST_SUITE_P(Layers, TapsTest, testing::ValuesIn(layer_cases()), case_name);

}  // namespace
}  // namespace lexicnn
