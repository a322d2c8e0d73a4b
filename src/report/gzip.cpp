#include "report/gzip.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <vector>
#define ZLIB_CONST  // input is only read
#include <zlib.h>

#include "lexicnn/core/parallel.hpp"

namespace lexicnn::reporting {
namespace {

constexpr int kLevel = 6;
constexpr int kRawDeflate = -15;  // the largest window, without a header
constexpr int kMemory = 8;
constexpr std::uint64_t kPart = 1 << 20;  // bytes of text compressed together

/// Magic, deflate, no flags, no time, no extra flags, unknown system.
constexpr std::array<unsigned char, 10> kHeader{0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF};
/// An empty stored block that is the last one.
constexpr std::array<unsigned char, 5> kEnd{1, 0, 0, 0xFF, 0xFF};

void append(std::string& out, std::span<const unsigned char> bytes) {
  for (const unsigned char byte : bytes)
    out.push_back(static_cast<char>(byte));
}

void append_word(std::string& out, std::uint32_t word) {
  for (unsigned shift = 0; shift < 32; shift += 8)
    out.push_back(static_cast<char>(word >> shift & 0xFFU));
}

}  // namespace

DeflatedPart deflate_part(std::string_view text) {
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kRawDeflate, kMemory, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  DeflatedPart out;
  out.length = text.size();
  // Room for the flush too, so that one call is enough.
  out.bytes.resize(deflateBound(&stream, static_cast<uLong>(text.size())) + 16);
  stream.next_in = reinterpret_cast<const Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.bytes.data());
  stream.avail_out = static_cast<uInt>(out.bytes.size());
  deflate(&stream, Z_SYNC_FLUSH);
  out.bytes.resize(stream.total_out);
  deflateEnd(&stream);
  out.crc = static_cast<std::uint32_t>(
      crc32_z(0, reinterpret_cast<const Bytef*>(text.data()), text.size()));
  return out;
}

std::string gzip_of(std::span<const DeflatedPart> parts) {
  std::string out;
  append(out, kHeader);
  uLong crc = 0;
  std::uint64_t length = 0;
  for (const DeflatedPart& part : parts) {
    out += part.bytes;
    crc = crc32_combine(crc, part.crc, static_cast<z_off_t>(part.length));
    length += part.length;
  }
  append(out, kEnd);
  append_word(out, static_cast<std::uint32_t>(crc));
  append_word(out, static_cast<std::uint32_t>(length));
  return out;
}

std::string gzip(std::string_view text, const Context& context) {
  std::vector<DeflatedPart> parts((text.size() + kPart - 1) / kPart);
  parallel_ranges(parts.size(), 1, context, [&](Range range, unsigned) {
    parts[range.begin] = deflate_part(text.substr(range.begin * kPart, kPart));
  });
  return gzip_of(parts);
}

}  // namespace lexicnn::reporting
