#include "report/words.hpp"

#include <fmt/format.h>

#include "lexicnn/core/text.hpp"

namespace lexicnn::reporting {

std::string grouped(std::uint64_t value) {
  std::string text = fmt::format("{}", value);
  for (std::size_t at = text.size(); at > 3;) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

std::string isolated(std::string_view name) {
  return fmt::format("\u2068{}\u2069", name);
}

std::string sign_text(double value) {
  std::string text = signed_text(value, 2);
  if (text.starts_with('-') && text.size() > 1) text.replace(0, 1, "\u2212");
  return text;
}

}  // namespace lexicnn::reporting
