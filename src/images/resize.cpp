#include "lexicnn/images/resize.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "lexicnn/core/error.hpp"

#include "images/resample.hpp"

namespace lexicnn {
namespace {

using images::Window;

void require_pixels(const RgbImage& image) {
  if (image.width == 0 || image.height == 0 ||
      image.pixels.size() != std::size_t{3} * image.width * image.height) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("an image of {} × {} pixels in {} bytes", image.width, image.height,
                            image.pixels.size()));
  }
}

struct Placement {
  Window columns;
  Window rows;
};

/// Half of the rest, and where that is half a pixel the even neighbour, as Python's `round` has it.
std::uint64_t centred(std::uint64_t whole, std::uint64_t part) {
  const std::uint64_t rest = whole - part;
  return rest / 2 + (rest % 2 == 1 && rest / 2 % 2 == 1 ? 1 : 0);
}

/// torchvision's Resize(short_side) and CenterCrop: the long side rounds down.
Placement short_side_and_centre(const RgbImage& image, const Preprocessing& wanted) {
  const std::uint64_t shorter = std::min(image.width, image.height);
  const auto resized = [&](std::uint64_t side) { return side * wanted.short_side / shorter; };
  const auto window = [&](std::uint64_t side, std::uint32_t size) {
    return Window{side, resized(side), centred(resized(side), size), size};
  };
  return {window(image.width, wanted.width), window(image.height, wanted.height)};
}

Placement placement(const RgbImage& image, const Preprocessing& wanted) {
  const bool has_size = image.width == wanted.width && image.height == wanted.height;
  if (wanted.resize == ResizeMode::crop && !has_size) return short_side_and_centre(image, wanted);
  return {{image.width, wanted.width, 0, wanted.width},
          {image.height, wanted.height, 0, wanted.height}};
}

/// The network's value of each of the 256 samples, for one channel of the tensor; in single
/// precision, as the networks' own pipelines compute it.
std::array<float, 256> value_table(const Preprocessing& wanted, std::size_t channel) {
  const auto scale = static_cast<float>(wanted.scale);
  const auto mean = static_cast<float>(wanted.mean[channel]);
  const auto deviation = static_cast<float>(wanted.std[channel]);
  std::array<float, 256> table{};
  for (std::size_t sample = 0; sample < table.size(); ++sample) {
    table[sample] = (static_cast<float>(sample) * scale - mean) / deviation;
  }
  return table;
}

}  // namespace

RgbImage resize(const RgbImage& image, std::uint32_t width, std::uint32_t height,
                Interpolation interpolation) {
  require_pixels(image);
  if (width == 0 || height == 0) {
    throw Error(ErrorKind::invalid_input, fmt::format("resize to {} × {} pixels", width, height));
  }
  if (image.width == width && image.height == height) return image;
  RgbImage out{width, height, std::vector<std::uint8_t>(std::size_t{3} * width * height)};
  images::resample(image, {image.width, width, 0, width}, {image.height, height, 0, height},
                   interpolation, out.pixels.data());
  return out;
}

void preprocess(const RgbImage& image, const Preprocessing& preprocessing, TensorLayout layout,
                std::span<float> out) {
  require_pixels(image);
  check(preprocessing);
  const std::size_t count = std::size_t{preprocessing.height} * preprocessing.width;
  if (out.size() != 3 * count) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("a tensor of {} numbers for an image of {} × {} pixels", out.size(),
                            preprocessing.width, preprocessing.height));
  }
  std::vector<std::uint8_t> pixels(3 * count);
  const Placement place = placement(image, preprocessing);
  images::resample(image, place.columns, place.rows, preprocessing.interpolation, pixels.data());

  const bool planes = layout == TensorLayout::chw;
  for (std::size_t channel = 0; channel < 3; ++channel) {
    const std::array<float, 256> values = value_table(preprocessing, channel);
    const std::size_t band = preprocessing.channels == ChannelOrder::rgb ? channel : 2 - channel;
    const std::uint8_t* sample = pixels.data() + band;
    float* to = out.data() + (planes ? channel * count : channel);
    const std::size_t step = planes ? 1 : 3;
    for (std::size_t i = 0; i < count; ++i)
      to[step * i] = values[sample[3 * i]];
  }
}

}  // namespace lexicnn
