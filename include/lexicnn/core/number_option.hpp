/// Numbers as options: read whole, and held to the range that the option's description states.
#pragma once

#include <charconv>
#include <concepts>
#include <string_view>
#include <system_error>

#include "lexicnn/core/export.hpp"
#include "lexicnn/core/options.hpp"

namespace lexicnn {

/// `range` is "0 to 1,000", "1 or more", "0 < q < 1" (either sign may be <=), or empty: any number.
LEXICNN_API bool in_range(long double value, std::string_view range);

[[noreturn]] LEXICNN_API void fail_number(std::string_view text, const OptionInfo& info,
                                          std::string_view kind);

/// The number that `text` is, all of it. Throws Error(invalid_option) that states the range where
/// it is none, or out of the range.
template <typename T>
requires std::integral<T> || std::floating_point<T> T parse_number(std::string_view text,
                                                                   const OptionInfo& info) {
  T value{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end ||
      !in_range(static_cast<long double>(value), info.range)) {
    fail_number(text, info, std::integral<T> ? "whole number" : "number");
  }
  return value;
}

}  // namespace lexicnn
