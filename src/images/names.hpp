/// File and class names as valid, printable, unique UTF-8.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace lexicnn::images {

/// `\` as `\\`; control characters (below 0x20, and 0x7F) and bytes that are not part of valid
/// UTF-8 as `\xNN`. Two different texts never give the same name.
std::string escape_name(std::string_view bytes);

/// True where all bytes are valid UTF-8.
bool is_utf8(std::string_view bytes);

/// Gives each name once: a repeat becomes `name#2`, `name#3`, … (the next that is free).
class UniqueNames {
 public:
  std::string add(std::string name);

 private:
  std::unordered_map<std::string, std::uint64_t> last_number_;
};

}  // namespace lexicnn::images
