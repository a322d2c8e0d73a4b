#include "lexicnn/core/text.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace lexicnn {
namespace {

constexpr std::string_view kEllipsis = "…";

bool starts_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

/// True where a number's text shows nothing but zeros.
bool reads_zero(std::string_view text) {
  return text.find_first_not_of("-0.") == std::string_view::npos;
}

}  // namespace

std::size_t text_width(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

std::string keep_end(std::string_view text, std::size_t width) {
  const std::size_t own = text_width(text);
  if (own <= width) return std::string(text);
  if (width == 0) return {};
  std::size_t cut = own - (width - 1);
  std::size_t at = 0;
  while (at < text.size() && (cut > 0 || !starts_character(text[at]))) {
    if (starts_character(text[at])) --cut;
    ++at;
  }
  return std::string(kEllipsis) + std::string(text.substr(at));
}

std::string fixed_text(double value, int decimals) {
  if (std::isnan(value)) return "-";
  const std::string out = fmt::format("{:.{}f}", value, decimals);
  return out.front() == '-' && reads_zero(out) ? out.substr(1) : out;
}

std::string signed_text(double value, int decimals) {
  const std::string out = fixed_text(value, decimals);
  return value > 0 && !reads_zero(out) ? "+" + out : out;
}

std::string short_text(double value) {
  if (std::isnan(value)) return "-";
  const double magnitude = std::abs(value);
  if (magnitude >= 999.5 && magnitude < 1e6) return fmt::format("{:.0f}", value);
  return fmt::format("{:.3g}", value);
}

std::string percent_text(double share) {
  if (std::isnan(share)) return "-";
  if (share > 0 && share <= 0.005) return "<1 %";
  if (share < 1 && share >= 0.995) return ">99 %";
  return fmt::format("{:.0f} %", 100 * share);
}

std::string counted(std::uint64_t count, std::string_view noun) {
  const bool sibilant = !noun.empty() && (noun.back() == 's' || noun.back() == 'x');
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : sibilant ? "es" : "s");
}

}  // namespace lexicnn
