/// What happens to the pixels between the decoder and the network.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "lexicnn/core/annotated.hpp"
#include "lexicnn/core/export.hpp"

namespace lexicnn {

enum class ResizeMode { squash, crop };
enum class Interpolation { nearest, bilinear, bicubic };
enum class ChannelOrder { rgb, bgr };

LEXICNN_API std::string_view to_string(ResizeMode mode) noexcept;
LEXICNN_API std::string_view to_string(Interpolation interpolation) noexcept;
LEXICNN_API std::string_view to_string(ChannelOrder order) noexcept;

/// value = (pixel · scale - mean[channel]) / std[channel] in single precision, pixels 0 to 255;
/// `mean` and `std` are in the order of `channels`. An image that already has the size is not
/// resampled, in either mode.
struct Preprocessing {
  std::string name = "custom";  ///< preset name, or "custom"
  std::uint32_t height = 224;   ///< pixels given to the network, 1 to 8192
  std::uint32_t width = 224;
  ResizeMode resize = ResizeMode::squash;  ///< crop: short side to `short_side`, then the centre
  std::uint32_t short_side = 256;          ///< of crop only; at least height and width, to 16384
  Interpolation interpolation = Interpolation::bilinear;
  ChannelOrder channels = ChannelOrder::rgb;
  double scale = 1.0;
  std::array<double, 3> mean{0, 0, 0};
  std::array<double, 3> std{1, 1, 1};
  bool fast_resize = false;  ///< JPEG: shrink in the decoder first, to no less than the size wanted

  friend bool operator==(const Preprocessing&, const Preprocessing&) = default;
};

/// The presets' names: imagenet, tf, caffe, lite, none.
LEXICNN_API const std::vector<std::string>& preprocessing_presets();

/// A preset by name, or a JSON file (design: docs/preprocessing.md) where the text names an
/// existing file or ends in ".json". Throws Error(invalid_option) that lists the presets,
/// Error(file_missing), or Error(invalid_file) naming the key.
LEXICNN_API Preprocessing load_preprocessing(std::string_view name_or_file);

/// Throws Error(invalid_option) naming the field that is outside its range: sizes as above, scale
/// finite and above 0, means finite, deviations finite and above 0.
LEXICNN_API void check(const Preprocessing& preprocessing);

/// For the provenance; `name`, and every field by its JSON key (`fast_resize` only where it is on).
LEXICNN_API Dict to_dict(const Preprocessing& preprocessing);

}  // namespace lexicnn
