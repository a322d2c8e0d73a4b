/// Small graphs built node by node, saved as OpenVINO IR, and read back without lexicnn.
#pragma once

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <openvino/openvino.hpp>
#include <openvino/opsets/opset13.hpp>

namespace lexicnn::test {

namespace op = ov::opset13;

using NodeValue = ov::Output<ov::Node>;

/// Builds one graph. Weights are small, seeded and never zero; every node made with a name keeps
/// it.
class GraphBuilder {
 public:
  explicit GraphBuilder(const ov::PartialShape& input_shape = {1, 3, 12, 12})
      : input_(std::make_shared<op::Parameter>(ov::element::f32, input_shape)) {
    input_->set_friendly_name("image");
  }

  NodeValue input() const { return input_; }

  /// Normal numbers, or numbers in [0.5, 1.5] where they must be positive.
  NodeValue weights(const ov::Shape& shape, bool positive = false) {
    std::normal_distribution<float> normal(0, 0.5F);
    std::uniform_real_distribution<float> uniform(0.5F, 1.5F);
    std::vector<float> values(ov::shape_size(shape));
    for (float& value : values)
      value = positive ? uniform(random_) : normal(random_);
    return op::Constant::create(ov::element::f32, shape, values);
  }

  static NodeValue number(float value) {
    return op::Constant::create(ov::element::f32, ov::Shape{}, {value});
  }

  static NodeValue integers(const std::vector<std::int64_t>& values) {
    return op::Constant::create(ov::element::i64, ov::Shape{values.size()}, values);
  }

  template <typename Op, typename... Arguments>
  NodeValue make(const std::string& name, Arguments&&... arguments) {
    const auto node = std::make_shared<Op>(std::forward<Arguments>(arguments)...);
    if (!name.empty()) node->set_friendly_name(name);
    return node->output(0);
  }

  NodeValue conv(const std::string& name, const NodeValue& x, std::size_t out,
                 std::size_t kernel = 3) {
    const std::size_t pad = kernel / 2;
    const std::size_t in = channels(x);
    return make<op::Convolution>(name, x, weights({out, in, kernel, kernel}), ov::Strides{1, 1},
                                 signed_pads(pad), signed_pads(pad), ov::Strides{1, 1});
  }

  NodeValue group_conv(const std::string& name, const NodeValue& x, std::size_t groups,
                       std::size_t out) {
    const std::size_t in = channels(x) / groups;
    return make<op::GroupConvolution>(name, x, weights({groups, out / groups, in, 3, 3}),
                                      ov::Strides{1, 1}, signed_pads(1), signed_pads(1),
                                      ov::Strides{1, 1});
  }

  NodeValue transposed_conv(const std::string& name, const NodeValue& x, std::size_t out) {
    return make<op::ConvolutionBackpropData>(name, x, weights({channels(x), out, 2, 2}),
                                             ov::Strides{2, 2}, signed_pads(0), signed_pads(0),
                                             ov::Strides{1, 1});
  }

  /// A constant a channel, laid along `axis`.
  NodeValue per_channel(const NodeValue& x, std::int64_t axis = 1, bool positive = false) {
    ov::Shape shape(static_cast<std::size_t>(x.get_partial_shape().size()), 1);
    shape[axis] = static_cast<std::size_t>(x.get_partial_shape()[axis].get_length());
    return weights(shape, positive);
  }

  NodeValue bias(const std::string& name, const NodeValue& x, std::int64_t axis = 1) {
    return make<op::Add>(name, x, per_channel(x, axis));
  }

  NodeValue batch_norm(const std::string& name, const NodeValue& x) {
    const ov::Shape shape{channels(x)};
    return make<op::BatchNormInference>(name, x, weights(shape), weights(shape), weights(shape),
                                        weights(shape, true), 1e-3);
  }

  NodeValue dense(const std::string& name, const NodeValue& x, std::size_t units) {
    const auto last = x.get_partial_shape().size() - 1;
    const auto in = static_cast<std::size_t>(
        x.get_partial_shape()[static_cast<std::int64_t>(last)].get_length());
    return make<op::MatMul>(name, x, weights({units, in}), false, true);
  }

  NodeValue pool_all(const NodeValue& x, bool keep = false) {
    return make<op::ReduceMean>("", x, integers({2, 3}), keep);
  }

  NodeValue transpose(const std::string& name, const NodeValue& x,
                      const std::vector<std::int64_t>& order) {
    return make<op::Transpose>(name, x, integers(order));
  }

  NodeValue reshape(const std::string& name, const NodeValue& x,
                    const std::vector<std::int64_t>& shape) {
    return make<op::Reshape>(name, x, integers(shape), true);
  }

  /// Saves the graph of these outputs as `path` (.xml, the weights beside it) and gives the path
  /// back.
  std::filesystem::path save(const ov::OutputVector& outputs, const std::filesystem::path& path,
                             const ov::ParameterVector& more_inputs = {}) const {
    ov::ParameterVector inputs{input_};
    inputs.insert(inputs.end(), more_inputs.begin(), more_inputs.end());
    ov::serialize(std::make_shared<ov::Model>(outputs, inputs), path.string());
    return path;
  }

 private:
  static std::size_t channels(const NodeValue& x) {
    return static_cast<std::size_t>(x.get_partial_shape()[1].get_length());
  }

  static ov::CoordinateDiff signed_pads(std::size_t pad) {
    return ov::CoordinateDiff(2, static_cast<std::ptrdiff_t>(pad));
  }

  std::shared_ptr<op::Parameter> input_;
  std::mt19937 random_{20180307};
};

/// Seeded values in [-1, 1], the same for the same size.
inline std::vector<float> random_images(std::size_t values, std::uint32_t seed = 1) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> uniform(-1, 1);
  std::vector<float> out(values);
  for (float& value : out)
    value = uniform(random);
  return out;
}

/// Mean (or largest value) over all axes but `axis`, in double.
inline std::vector<double> pool_reference(const ov::Tensor& tensor, std::size_t axis,
                                          bool largest) {
  const ov::Shape shape = tensor.get_shape();
  std::size_t inner = 1;
  for (std::size_t i = axis + 1; i < shape.size(); ++i)
    inner *= std::vector<std::size_t>(shape)[i];
  const std::size_t extent = std::vector<std::size_t>(shape)[axis];
  std::vector<double> out(extent, largest ? -HUGE_VAL : 0.0);
  const float* values = tensor.data<float>();
  for (std::size_t i = 0; i < tensor.get_size(); ++i) {
    double& channel = out[i / inner % extent];
    channel = largest ? std::max<double>(channel, values[i]) : channel + values[i];
  }
  const double share = static_cast<double>(extent) / static_cast<double>(tensor.get_size());
  for (double& channel : out)
    channel *= largest ? 1.0 : share;
  return out;
}

/// The values of nodes, by name, for one image: the graph as it is saved, with those nodes as
/// outputs.
inline std::map<std::string, ov::Tensor> node_values(const std::filesystem::path& path,
                                                     const std::vector<std::string>& names,
                                                     std::vector<float> image) {
  ov::Core core;
  const auto model = core.read_model(path.string());
  ov::OutputVector outputs;
  for (const std::string& name : names) {
    for (const auto& node : model->get_ordered_ops()) {
      if (node->get_friendly_name() == name) outputs.push_back(node->output(0));
    }
  }
  if (outputs.size() != names.size()) throw std::runtime_error("a node is missing or repeated");
  auto cut = std::make_shared<ov::Model>(outputs, model->get_parameters());
  auto compiled = core.compile_model(cut, "CPU", ov::hint::inference_precision(ov::element::f32));
  auto request = compiled.create_infer_request();
  request.set_input_tensor(
      ov::Tensor(ov::element::f32, compiled.input().get_shape(), image.data()));
  request.infer();
  std::map<std::string, ov::Tensor> out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const ov::Tensor tensor = request.get_output_tensor(i);
    out[names[i]] = ov::Tensor(tensor.get_element_type(), tensor.get_shape());
    tensor.copy_to(out[names[i]]);
  }
  return out;
}

}  // namespace lexicnn::test
