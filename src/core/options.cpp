#include "lexicnn/core/options.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <utility>

#include "lexicnn/core/error.hpp"

namespace lexicnn {
namespace {

constexpr std::array<std::pair<std::string_view, double>, 11> kUnits{{{"", 1},
                                                                      {"B", 1},
                                                                      {"kB", 1e3},
                                                                      {"KB", 1e3},
                                                                      {"MB", 1e6},
                                                                      {"GB", 1e9},
                                                                      {"TB", 1e12},
                                                                      {"KiB", 0x1p10},
                                                                      {"MiB", 0x1p20},
                                                                      {"GiB", 0x1p30},
                                                                      {"TiB", 0x1p40}}};

/// Whole numbers of these are written in them.
constexpr std::array<std::pair<std::string_view, std::uint64_t>, 2> kBinary{
    {{"GiB", std::uint64_t{1} << 30}, {"MiB", std::uint64_t{1} << 20}}};

}  // namespace

ByteSize parse_byte_size(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  while (!unit.empty() && unit.front() == ' ')
    unit.remove_prefix(1);
  for (const auto& [name, factor] : kUnits) {
    const double bytes = number * factor;
    if (error == std::errc() && unit == name && bytes >= 0 && bytes < 0x1p63) {
      return {static_cast<std::uint64_t>(bytes)};
    }
  }
  throw Error(ErrorKind::invalid_option,
              fmt::format("'{}' is not a number of bytes such as 25MB or 1GiB", text));
}

std::string to_string(ByteSize size) {
  for (const auto& [name, bytes] : kBinary) {
    if (size.bytes != 0 && size.bytes % bytes == 0) {
      return fmt::format("{} {}", size.bytes / bytes, name);
    }
  }
  constexpr std::array<std::string_view, 5> kNames{"B", "kB", "MB", "GB", "TB"};
  auto number = static_cast<double>(size.bytes);
  std::size_t unit = 0;
  while (number >= 1000 && unit + 1 < kNames.size()) {
    number /= 1000;
    ++unit;
  }
  return fmt::format("{} {}", std::round(number * 100) / 100, kNames.at(unit));
}

void fail_enum(std::string_view text, const OptionInfo& info) {
  throw Error(ErrorKind::invalid_option,
              fmt::format("'{}' is no value of {}: give {}", text, info.name, info.range));
}

}  // namespace lexicnn
