/// Numbers in a block of bytes of either byte order; what lies beyond its end reads as 0.
#pragma once

#include <cstdint>
#include <span>

namespace lexicnn::images {

class ByteReader {
 public:
  ByteReader(std::span<const std::uint8_t> bytes, bool big_endian)
      : bytes_(bytes), big_endian_(big_endian) {}

  [[nodiscard]] std::uint64_t size() const { return bytes_.size(); }
  [[nodiscard]] std::uint8_t u8(std::uint64_t at) const {
    return at < bytes_.size() ? bytes_[at] : std::uint8_t{0};
  }
  [[nodiscard]] std::uint16_t u16(std::uint64_t at) const {
    return static_cast<std::uint16_t>(number(at, 2));
  }
  [[nodiscard]] std::uint32_t u32(std::uint64_t at) const { return number(at, 4); }

 private:
  [[nodiscard]] std::uint32_t number(std::uint64_t at, std::uint64_t length) const {
    std::uint32_t out = 0;
    for (std::uint64_t i = 0; i < length; ++i) {
      out = (out << 8) | u8(at + (big_endian_ ? i : length - 1 - i));
    }
    return out;
  }

  std::span<const std::uint8_t> bytes_;
  bool big_endian_;
};

}  // namespace lexicnn::images
