#include "report/image_path.hpp"

#include <charconv>

namespace lexicnn::reporting {

std::string unescape_name(std::string_view name) {
  std::string out;
  for (std::size_t at = 0; at < name.size(); ++at) {
    const std::string_view rest = name.substr(at);
    unsigned byte = 0;
    if (rest.starts_with("\\\\")) {
      out.push_back('\\');
      at += 1;
    } else if (rest.starts_with("\\x") && rest.size() >= 4 &&
               std::from_chars(rest.data() + 2, rest.data() + 4, byte, 16).ptr == rest.data() + 4) {
      out.push_back(static_cast<char>(byte));
      at += 3;
    } else {
      out.push_back(rest.front());
    }
  }
  return out;
}

std::filesystem::path image_path(const std::filesystem::path& root, std::string_view name) {
  std::filesystem::path path = root / unescape_name(name);
  const std::size_t mark = name.rfind('#');
  std::error_code ignored;
  if (mark == std::string_view::npos || std::filesystem::exists(path, ignored)) return path;
  const std::string_view number = name.substr(mark + 1);
  if (number.empty() || number.find_first_not_of("0123456789") != std::string_view::npos)
    return path;
  return root / unescape_name(name.substr(0, mark));
}

}  // namespace lexicnn::reporting
