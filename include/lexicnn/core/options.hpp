/// One description of every option: it feeds the command line's flags, Python's arguments and the
/// provenance in the files.
///
/// An options struct declares a template next to itself:
///
///     struct SelectOptions { double quantile = 0.99; };
///     template <typename Options, typename Visitor>
///       requires std::same_as<std::remove_const_t<Options>, SelectOptions>
///     void visit_options(Options& options, Visitor&& visit) {
///       visit(OptionInfo{"quantile", "q", "upper quantile of the null", "0 < q < 1"},
///       options.quantile);
///     }
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "lexicnn/core/annotated.hpp"
#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// A number of bytes, written with a unit: "25MB", "1GiB", "4096".
struct ByteSize {
  std::uint64_t bytes = 0;
  friend bool operator==(const ByteSize&, const ByteSize&) = default;
};

/// B, kB, MB, GB, TB are powers of 1000; KiB, MiB, GiB, TiB of 1024; no unit means bytes. Fractions
/// are taken ("1.5GiB"). Throws Error(invalid_option).
LEXICNN_API ByteSize parse_byte_size(std::string_view text);

/// A whole number of GiB or MiB as such; else the number in the largest decimal unit that it fills,
/// with up to two decimals: "25 MB", "1.07 GB".
LEXICNN_API std::string to_string(ByteSize size);

struct OptionInfo {
  std::string_view name;     ///< long flag without dashes, also the key in the provenance
  std::string_view symbol;   ///< the paper's symbol, or empty
  std::string_view meaning;  ///< one sentence, lower case, no full stop
  std::string_view range;    ///< legal values, e.g. "0 < q < 1", or empty
};

[[noreturn]] LEXICNN_API void fail_enum(std::string_view text, const OptionInfo& info);

/// The enumerator that `to_string` names `text`; `range` lists the names in order, split by "|".
/// Throws Error(invalid_option) that lists them.
template <typename Enum>
Enum parse_enum(std::string_view text, const OptionInfo& info) {
  for (int value = 0; value <= std::count(info.range.begin(), info.range.end(), '|'); ++value) {
    if (text == to_string(static_cast<Enum>(value))) return static_cast<Enum>(value);
  }
  fail_enum(text, info);
}

/// The value of an option as it is written to the provenance.
template <typename T>
Value option_value(const T& value) {
  if constexpr (std::same_as<T, bool> || std::same_as<T, std::vector<std::string>>) {
    return value;
  } else if constexpr (std::is_enum_v<T>) {
    return std::string(to_string(value));
  } else if constexpr (std::same_as<T, ByteSize>) {
    return static_cast<std::int64_t>(value.bytes);
  } else if constexpr (std::integral<T>) {
    return static_cast<std::int64_t>(value);
  } else if constexpr (std::floating_point<T>) {
    return static_cast<double>(value);
  } else if constexpr (std::same_as<T, std::filesystem::path>) {
    return value.string();
  } else if constexpr (std::same_as<T, std::vector<double>>) {
    return Array{{value.size()}, value};
  } else {
    return std::string(value);
  }
}

/// All options of a struct, by name, as they stand.
template <typename Options>
Dict options_dict(const Options& options) {
  Dict out;
  visit_options(options, [&out](const OptionInfo& info, const auto& value) {
    out.set(std::string(info.name), option_value(value));
  });
  return out;
}

}  // namespace lexicnn
