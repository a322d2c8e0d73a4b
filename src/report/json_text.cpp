#include "report/json_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

namespace lexicnn::reporting {
namespace {

constexpr int kSignificant = 6;
constexpr int kDecimals = 4;

/// What std::to_chars writes with these arguments; null where the value is no number.
template <typename... Format>
std::string_view number(std::array<char, 64>& buffer, double value, Format... format) {
  if (!std::isfinite(value)) return "null";
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format...);
  return {buffer.data(), static_cast<std::size_t>(end - buffer.data())};
}

}  // namespace

void JsonText::separate() {
  if (follows_) out_.push_back(',');
  follows_ = true;
}

JsonText& JsonText::begin(char bracket) {
  separate();
  out_.push_back(bracket);
  follows_ = false;
  return *this;
}

JsonText& JsonText::end(char bracket) {
  out_.push_back(bracket);
  follows_ = true;
  return *this;
}

JsonText& JsonText::key(std::string_view name) {
  text(name);
  out_.push_back(':');
  follows_ = false;
  return *this;
}

JsonText& JsonText::raw(std::string_view json) {
  separate();
  out_.append(json);
  return *this;
}

JsonText& JsonText::text(std::string_view value) {
  using Json = nlohmann::json;
  return raw(Json(value).dump(-1, ' ', false, Json::error_handler_t::replace));
}

JsonText& JsonText::count(std::uint64_t value) {
  std::array<char, 24> buffer;
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return raw({buffer.data(), static_cast<std::size_t>(end - buffer.data())});
}

JsonText& JsonText::exact(double value) {
  std::array<char, 64> buffer;
  return raw(number(buffer, value));
}

JsonText& JsonText::rounded(double value) {
  std::array<char, 64> buffer;
  return raw(number(buffer, value, std::chars_format::general, kSignificant));
}

JsonText& JsonText::decimals(double value) {
  std::array<char, 64> buffer;
  // Likeness and other shares: never beyond what the buffer holds.
  return raw(number(buffer, value, std::chars_format::fixed, kDecimals));
}

std::string escape_tags(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      out += "\\u003c";
    } else {
      out.push_back(c);
    }
  }
  return out;
}

}  // namespace lexicnn::reporting
