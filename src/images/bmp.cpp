/// Windows bitmaps: libvips reads them by way of ImageMagick only, which is no decoder for
/// untrusted files. 1 to 32 bits a pixel, palettes, bit fields with or without alpha, RLE4 and
/// RLE8.
#include <array>
#include <bit>
#include <cstdlib>
#include <fmt/format.h>
#include <limits>

#include "images/byte_reader.hpp"
#include "images/decoder.hpp"
#include "images/pixels.hpp"

namespace lexicnn::images {
namespace {

using Colour = std::array<std::uint8_t, 3>;

enum Compression : std::uint32_t {
  kPlain = 0,
  kRle8 = 1,
  kRle4 = 2,
  kFields = 3,
  kAlphaFields = 6
};

[[noreturn]] void fail_truncated() {
  fail_image("the BMP is truncated");
}

/// One channel of a pixel word.
struct Field {
  std::uint32_t mask = 0;

  /// Scaled to 0..255, rounded down as Pillow does.
  [[nodiscard]] std::uint8_t of(std::uint32_t word) const {
    const int shift = std::countr_zero(mask);
    const std::uint64_t largest = mask >> shift;
    return static_cast<std::uint8_t>(((word & mask) >> shift) * std::uint64_t{255} / largest);
  }
};

class BmpReader {
 public:
  BmpReader(Bytes file, ImageFacts& facts)
      : bytes_({reinterpret_cast<const std::uint8_t*>(file.data()), file.size()}, false),
        facts_(facts) {}

  RgbImage read() {
    read_header();
    if (bits_ <= 8) {
      read_palette();
    } else {
      read_fields();
    }
    RgbImage image = blank_image(facts_);
    if (compression_ == kRle4 || compression_ == kRle8) {
      read_runs(image);
    } else {
      read_rows(image);
    }
    return image;
  }

 private:
  void read_header() {
    pixels_at_ = bytes_.u32(10);
    header_size_ = bytes_.u32(14);
    const bool core = header_size_ == 12;
    if (!core && (header_size_ < 40 || header_size_ > 124)) {
      fail_image("the content is no JPEG, PNG, WebP, TIFF, GIF or BMP image");
    }
    if (bytes_.size() < 14 + header_size_) fail_truncated();
    bits_ = bytes_.u16(core ? 24 : 28);
    compression_ = core ? std::uint32_t{kPlain} : bytes_.u32(30);
    const std::int64_t height = core ? bytes_.u16(20) : std::bit_cast<std::int32_t>(bytes_.u32(22));
    top_down_ = height < 0;
    set_size(facts_, core ? bytes_.u16(18) : bytes_.u32(18),
             static_cast<std::uint64_t>(std::abs(height)));
    const bool known =
        (compression_ == kPlain &&
         (bits_ == 1 || bits_ == 4 || bits_ == 8 || bits_ == 16 || bits_ == 24 || bits_ == 32)) ||
        (compression_ == kRle8 && bits_ == 8) || (compression_ == kRle4 && bits_ == 4) ||
        ((compression_ == kFields || compression_ == kAlphaFields) && (bits_ == 16 || bits_ == 32));
    if (!known) {
      fail_image(
          fmt::format("a BMP of {} bits and compression {} is not read", bits_, compression_));
    }
  }

  void read_palette() {
    facts_.mode = "palette";
    const bool core = header_size_ == 12;
    const std::uint32_t full = 1U << bits_;
    const std::uint32_t stated = core ? 0 : bytes_.u32(46);
    const std::uint32_t colours = stated == 0 || stated > full ? full : stated;
    const std::uint64_t entry = core ? 3 : 4;
    for (std::uint32_t i = 0; i < colours; ++i) {
      const std::uint64_t at = 14 + header_size_ + entry * i;
      palette_[i] = {bytes_.u8(at + 2), bytes_.u8(at + 1), bytes_.u8(at)};
    }
  }

  void read_fields() {
    fields_ = bits_ == 16 ? std::array<Field, 4>{{{0x7C00}, {0x03E0}, {0x001F}, {0}}}
                          : std::array<Field, 4>{{{0xFF0000}, {0x00FF00}, {0x0000FF}, {0}}};
    if (compression_ != kPlain) {
      for (std::size_t i = 0; i < 3; ++i)
        fields_[i].mask = bytes_.u32(54 + 4 * i);
      const bool has_alpha = compression_ == kAlphaFields || header_size_ >= 56;
      fields_[3].mask = has_alpha ? bytes_.u32(66) : 0;
      for (std::size_t i = 0; i < 3; ++i) {
        if (fields_[i].mask == 0) fail_image("a BMP with an empty colour mask");
      }
    }
    facts_.mode = fields_[3].mask != 0 ? "rgba" : "rgb";
  }

  /// First byte of the row's pixels in the output.
  [[nodiscard]] std::size_t row_start(std::uint64_t row) const {
    const std::uint64_t place = top_down_ ? row : facts_.height - 1 - row;
    return static_cast<std::size_t>(3 * place * facts_.width);
  }

  void read_rows(RgbImage& image) const {
    const std::uint64_t stride = (std::uint64_t{facts_.width} * bits_ + 31) / 32 * 4;
    const std::uint64_t row_bytes = (std::uint64_t{facts_.width} * bits_ + 7) / 8;
    if (pixels_at_ + stride * (facts_.height - 1) + row_bytes > bytes_.size()) fail_truncated();
    for (std::uint32_t row = 0; row < facts_.height; ++row) {
      std::uint8_t* to = image.pixels.data() + row_start(row);
      const std::uint64_t from = pixels_at_ + stride * row;
      for (std::uint32_t x = 0; x < facts_.width; ++x, to += 3) {
        const Colour colour = bits_ <= 8 ? palette_[index_at(from, x)] : colour_at(from, x);
        std::copy(colour.begin(), colour.end(), to);
      }
    }
  }

  [[nodiscard]] std::uint8_t index_at(std::uint64_t row_at, std::uint32_t x) const {
    const std::uint64_t bit = std::uint64_t{x} * bits_;
    const auto shift = static_cast<unsigned>(8 - bits_ - bit % 8);
    const unsigned mask = (1U << bits_) - 1;
    return static_cast<std::uint8_t>((unsigned{bytes_.u8(row_at + bit / 8)} >> shift) & mask);
  }

  [[nodiscard]] Colour colour_at(std::uint64_t row_at, std::uint32_t x) const {
    const std::uint64_t at = row_at + std::uint64_t{x} * (bits_ / 8);
    if (bits_ == 24) return {bytes_.u8(at + 2), bytes_.u8(at + 1), bytes_.u8(at)};
    const std::uint32_t word = bits_ == 16 ? bytes_.u16(at) : bytes_.u32(at);
    const std::uint8_t alpha = fields_[3].mask == 0 ? std::uint8_t{255} : fields_[3].of(word);
    Colour colour{};
    for (std::size_t i = 0; i < 3; ++i)
      colour[i] = over_white(fields_[i].of(word), alpha);
    return colour;
  }

  /// Pixels that no run sets have index 0. The file may end without an end mark, not inside a row.
  void read_runs(RgbImage& image) {
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
      image.pixels[i] = palette_[0][i % 3];
    std::uint64_t at = pixels_at_;
    std::uint64_t x = 0;
    std::uint64_t row = 0;
    while (row < facts_.height) {
      if (at + 2 > bytes_.size()) {
        if (x == facts_.width && row + 1 == facts_.height) return;
        fail_truncated();
      }
      const std::uint8_t count = bytes_.u8(at);
      const std::uint8_t value = bytes_.u8(at + 1);
      at += 2;
      if (count > 0) {
        for (std::uint32_t i = 0; i < count; ++i)
          put(image, x, row, nibble(value, i));
      } else if (value == 0) {  // end of the row
        x = 0;
        ++row;
      } else if (value == 1) {  // end of the image
        return;
      } else if (value == 2) {  // move right and on
        x += bytes_.u8(at);
        row += bytes_.u8(at + 1);
        at += 2;
      } else {  // `value` pixels as they are, padded to 16 bits
        at = read_literal(image, at, value, x, row);
      }
    }
  }

  std::uint64_t read_literal(RgbImage& image, std::uint64_t at, std::uint8_t count,
                             std::uint64_t& x, std::uint64_t row) const {
    const std::uint64_t length = compression_ == kRle8 ? count : (count + 1U) / 2;
    if (at + length > bytes_.size()) fail_truncated();
    for (std::uint32_t i = 0; i < count; ++i) {
      put(image, x, row, nibble(bytes_.u8(at + (compression_ == kRle8 ? i : i / 2)), i));
    }
    return at + length + length % 2;
  }

  /// The palette index for the i-th pixel of a run: RLE4 takes the halves of the byte in turn.
  [[nodiscard]] std::uint8_t nibble(std::uint8_t value, std::uint32_t i) const {
    if (compression_ == kRle8) return value;
    return static_cast<std::uint8_t>(i % 2 == 0 ? value >> 4 : value & 0x0F);
  }

  void put(RgbImage& image, std::uint64_t& x, std::uint64_t row, std::uint8_t index) const {
    if (x >= facts_.width) fail_image("the BMP is corrupt: a run leaves its row");
    const Colour& colour = palette_[index];
    std::copy(colour.begin(), colour.end(), image.pixels.data() + row_start(row) + 3 * x);
    ++x;
  }

  ByteReader bytes_;
  ImageFacts& facts_;
  std::uint64_t pixels_at_ = 0;
  std::uint64_t header_size_ = 0;
  std::uint32_t bits_ = 0;
  std::uint32_t compression_ = kPlain;
  bool top_down_ = false;
  std::array<Colour, 256> palette_{};
  std::array<Field, 4> fields_{};
};

}  // namespace

RgbImage decode_bmp(Bytes file, ImageFacts& facts) {
  return BmpReader(file, facts).read();
}

}  // namespace lexicnn::images
