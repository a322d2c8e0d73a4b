#include "images/pixels.hpp"

#include <cstring>

namespace lexicnn::images {

void to_rgb(const std::uint8_t* in, std::size_t bands, std::size_t count, std::uint8_t* out) {
  if (bands == 3) {
    std::memcpy(out, in, 3 * count);
    return;
  }
  const bool grey = bands < 3;
  const bool has_alpha = bands % 2 == 0;
  for (std::size_t i = 0; i < count; ++i, in += bands, out += 3) {
    const std::uint8_t alpha = has_alpha ? in[bands - 1] : std::uint8_t{255};
    for (std::size_t band = 0; band < 3; ++band) {
      out[band] = over_white(in[grey ? 0 : band], alpha);
    }
  }
}

void cmyk_light_to_rgb(const std::uint8_t* in, std::size_t count, std::uint8_t* out) {
  for (std::size_t i = 0; i < count; ++i, in += 4, out += 3) {
    for (std::size_t band = 0; band < 3; ++band)
      out[band] = scale_255(in[band], in[3]);
  }
}

}  // namespace lexicnn::images
