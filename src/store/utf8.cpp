#include "store/utf8.hpp"

#include <cstdint>

namespace lexicnn {
namespace {

/// Bytes of the character that starts with `lead`, and the least code point it may encode.
struct Form {
  std::size_t bytes = 0;
  std::uint32_t least = 0;
};

Form form_of(unsigned char lead) noexcept {
  if (lead < 0x80) return {1, 0};
  if (lead >= 0xC0 && lead < 0xE0) return {2, 0x80};
  if (lead >= 0xE0 && lead < 0xF0) return {3, 0x800};
  if (lead >= 0xF0 && lead < 0xF8) return {4, 0x10000};
  return {};
}

void append(std::string& out, std::uint32_t code) {
  const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xC0U | code >> 6U);
  } else if (code < 0x10000) {
    put(0xE0U | code >> 12U);
    put(0x80U | (code >> 6U & 0x3FU));
  } else {
    put(code < 0x200000 ? 0xF0U | code >> 18U : 0xFFU);
    put(0x80U | (code >> 12U & 0x3FU));
    put(0x80U | (code >> 6U & 0x3FU));
  }
  put(0x80U | (code & 0x3FU));
}

}  // namespace

std::string to_utf8(std::u32string_view codes) {
  std::string out;
  for (const char32_t code : codes)
    append(out, code);
  return out;
}

bool is_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const Form form = form_of(lead);
    if (form.bytes == 0 || text.size() - at < form.bytes) return false;
    std::uint32_t code = form.bytes == 1 ? lead : lead & (0x7FU >> form.bytes);
    for (std::size_t i = 1; i < form.bytes; ++i) {
      const auto next = static_cast<unsigned char>(text[at + i]);
      if ((next & 0xC0U) != 0x80U) return false;
      code = (code << 6U) | (next & 0x3FU);
    }
    if (code < form.least || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return false;
    at += form.bytes;
  }
  return true;
}

}  // namespace lexicnn
