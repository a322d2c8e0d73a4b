/// Antialiased resampling, equal to Pillow's in every pixel.
#pragma once

#include "lexicnn/core/export.hpp"
#include "lexicnn/images/decode.hpp"
#include "lexicnn/images/preprocessing.hpp"

#include <cstdint>
#include <span>

namespace lexicnn {

/// Resamples to `width` × `height` with the antialiased filter of `interpolation`, in the
/// fixed-point arithmetic of Pillow's `Image.resize` (its result is reproduced exactly). The same
/// size is a copy.
LEXICNN_API RgbImage resize(const RgbImage& image, std::uint32_t width, std::uint32_t height,
                            Interpolation interpolation);

/// Order of the numbers in a tensor of one image.
enum class TensorLayout { chw, hwc };

/// Resize (squash, or short side and centre crop), channel order, scale, mean and std. `out` holds
/// 3 · height · width floats.
LEXICNN_API void preprocess(const RgbImage& image, const Preprocessing& preprocessing,
                            TensorLayout layout, std::span<float> out);

}  // namespace lexicnn
