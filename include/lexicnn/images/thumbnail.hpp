/// Small pictures for the report.
#pragma once

#include <cstdint>
#include <string>

#include "lexicnn/core/export.hpp"
#include "lexicnn/images/decode.hpp"

namespace lexicnn {

/// The image as a WebP file, its longer side at most `max_side` (at least 1) pixels; a smaller
/// image keeps its size. Throws Error(invalid_input) on an image without pixels, Error(engine)
/// where the encoder fails.
LEXICNN_API std::string encode_thumbnail(const RgbImage& image, std::uint32_t max_side);

}  // namespace lexicnn
