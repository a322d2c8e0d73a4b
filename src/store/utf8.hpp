/// UTF-8: is it, and from UTF-32.
#pragma once

#include <string>
#include <string_view>

namespace lexicnn {

/// True for well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms, up to U+10FFFF).
bool is_utf8(std::string_view text) noexcept;

/// Code points that UTF-8 does not allow become bytes that `is_utf8` refuses.
std::string to_utf8(std::u32string_view codes);

}  // namespace lexicnn
