#include "network/model_input.hpp"

#include <fmt/format.h>

#include <openvino/core/preprocess/pre_post_process.hpp>

#include "lexicnn/core/error.hpp"

#include "network/engine.hpp"

namespace lexicnn {
namespace {

std::string shape_text(const ov::PartialShape& shape) {
  std::string out;
  if (shape.rank().is_dynamic()) return "[?…]";
  for (const ov::Dimension& dimension : shape) {
    out += out.empty() ? "[" : ", ";
    out += dimension.is_dynamic() ? "?" : std::to_string(dimension.get_length());
  }
  return out + "]";
}

/// The name that the model's author gave the input: its tensor's, or its node's.
std::string input_name(const ov::Output<const ov::Node>& input) {
  return input.get_node()->get_friendly_name();
}

[[noreturn]] void refuse_inputs(const ov::Model& model, const std::string& name) {
  std::string listed;
  for (const auto& input : model.inputs()) {
    if (!listed.empty()) listed += ", ";
    listed += fmt::format("{} {}", input_name(input), shape_text(input.get_partial_shape()));
  }
  throw Error(
      ErrorKind::invalid_model,
      fmt::format("'{}' does not take one image: its inputs are {}, and one input of four axes "
                  "with three channels is needed",
                  name, listed.empty() ? "none" : listed));
}

std::int64_t length_or_open(const ov::Dimension& dimension) {
  return dimension.is_static() ? dimension.get_length() : -1;
}

/// The size asked for along one axis, or the model's own.
std::int64_t wanted(std::uint32_t asked, std::int64_t own, const std::string& name) {
  if (asked == 0 && own < 0) {
    throw Error(ErrorKind::invalid_option,
                fmt::format("'{}' leaves its input size open; give a height and a width", name));
  }
  return asked == 0 ? own : static_cast<std::int64_t>(asked);
}

void take_floats(ov::Model& model) {
  const auto shared = model.shared_from_this();
  ov::preprocess::PrePostProcessor processor(shared);
  processor.input().tensor().set_element_type(ov::element::f32);
  processor.build();
}

}  // namespace

NetworkInput find_input(const ov::Model& model, const std::string& name) {
  if (model.inputs().size() != 1) refuse_inputs(model, name);
  const auto input = model.input();
  const ov::PartialShape& shape = input.get_partial_shape();
  if (shape.rank().is_dynamic() || shape.size() != 4) refuse_inputs(model, name);
  const bool channels_first = shape[1] == 3;
  if (!channels_first && shape[3] != 3) refuse_inputs(model, name);
  NetworkInput out;
  out.name = input_name(input);
  out.channels_last = !channels_first;
  out.height = length_or_open(shape[channels_first ? 2 : 1]);
  out.width = length_or_open(shape[channels_first ? 3 : 2]);
  return out;
}

void fix_input(ov::Model& model, const NetworkInput& input, std::uint32_t height,
               std::uint32_t width, const std::string& name) {
  const std::int64_t rows = wanted(height, input.height, name);
  const std::int64_t columns = wanted(width, input.width, name);
  const bool own_size = rows == input.height && columns == input.width;
  const ov::PartialShape shape = input.channels_last ? ov::PartialShape{1, rows, columns, 3}
                                                     : ov::PartialShape{1, 3, rows, columns};
  const std::string refusal =
      own_size
          ? fmt::format("'{}' cannot run one image at a time", name)
          : fmt::format("'{}' cannot take images of {} × {} (height × width)", name, rows, columns);
  engine::guarded(own_size ? ErrorKind::invalid_model : ErrorKind::invalid_option, refusal, [&] {
    take_floats(model);
    model.reshape(shape);
  });
  for (const auto& output : model.outputs()) {
    if (output.get_partial_shape().is_static()) continue;
    throw Error(
        ErrorKind::invalid_model,
        fmt::format("'{}' gives values whose shape {} depends on more than the image's size", name,
                    shape_text(output.get_partial_shape())));
  }
}

}  // namespace lexicnn
