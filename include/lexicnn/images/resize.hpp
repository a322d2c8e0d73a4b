/// Antialiased resampling, equal to Pillow's in every pixel.
#pragma once

#include <cstdint>
#include <span>

#include "lexicnn/core/export.hpp"
#include "lexicnn/images/decode.hpp"
#include "lexicnn/images/preprocessing.hpp"

namespace lexicnn {

/// Resamples to `width` × `height` with the antialiased filter of `interpolation` (nearest: without
/// a filter), in the fixed-point arithmetic of Pillow's `Image.resize`: its result is reproduced
/// exactly. The same size is a copy. Throws Error(invalid_input) where a side is 0 or the pixels do
/// not fit the size.
LEXICNN_API RgbImage resize(const RgbImage& image, std::uint32_t width, std::uint32_t height,
                            Interpolation interpolation);

/// Order of the numbers in a tensor of one image.
enum class TensorLayout { chw, hwc };

/// Resize (squash, or short side and centre crop), channel order, scale, mean and std. `out` holds
/// 3 · height · width floats. Throws Error(invalid_input) where it does not, or the image has no
/// pixels.
LEXICNN_API void preprocess(const RgbImage& image, const Preprocessing& preprocessing,
                            TensorLayout layout, std::span<float> out);

}  // namespace lexicnn
