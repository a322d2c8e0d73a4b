/// File and class names as valid, printable, unique UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace lexicnn::images {

/// `\` as `\\`; control characters (below 0x20, and 0x7F) and bytes that are not part of valid
/// UTF-8 as `\xNN`. Two different texts never give the same name.
std::string escape_name(std::string_view bytes);

/// True where all bytes are valid UTF-8.
bool is_utf8(std::string_view bytes);

}  // namespace lexicnn::images
