#include "lexicnn/core/feature_name.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace lexicnn {
namespace {

/// Matches the set that starts after '[' at `position` and moves past its ']'. A set without an end
/// is a plain '['.
std::optional<bool> match_set(std::string_view pattern, std::size_t& position, char c) {
  std::size_t at = position;
  const bool negated = at < pattern.size() && pattern[at] == '!';
  if (negated) ++at;
  bool found = false;
  for (const std::size_t first = at; at < pattern.size(); ++at) {
    if (pattern[at] == ']' && at != first) {
      position = at + 1;
      return found != negated;
    }
    const auto low = static_cast<unsigned char>(pattern[at]);
    auto high = low;
    if (at + 2 < pattern.size() && pattern[at + 1] == '-' && pattern[at + 2] != ']') {
      high = static_cast<unsigned char>(pattern[at + 2]);
      at += 2;
    }
    const auto byte = static_cast<unsigned char>(c);
    found = found || (low <= byte && byte <= high);
  }
  return std::nullopt;
}

/// Matches one pattern element at `p` against `c`; moves `p` past it on success.
bool match_one(std::string_view pattern, std::size_t& p, char c) {
  if (p >= pattern.size() || pattern[p] == '*') return false;
  std::size_t next = p + 1;
  if (pattern[p] == '[') {
    if (const auto in_set = match_set(pattern, next, c)) {
      if (*in_set) p = next;
      return *in_set;
    }
    next = p + 1;
  }
  if (pattern[p] == '\\' && next < pattern.size()) {
    if (pattern[next] != c) return false;
    p = next + 1;
    return true;
  }
  if (pattern[p] != '?' && pattern[p] != c) return false;
  p = next;
  return true;
}

}  // namespace

std::string to_string(const FeatureName& name) {
  return fmt::format("{}:{}", name.layer, name.channel);
}

std::optional<FeatureName> parse_feature_name(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  FeatureName out{std::string(text.substr(0, colon)), 0};
  const std::string_view digits = text.substr(colon + 1);
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), out.channel);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return out;
}

bool glob_match(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_text = 0;
  while (t < text.size()) {
    if (match_one(pattern, p, text[t])) {
      ++t;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*')
    ++p;
  return p == pattern.size();
}

bool glob_match_any(const std::vector<std::string>& patterns, std::string_view text) {
  return patterns.empty() ||
         std::any_of(patterns.begin(), patterns.end(),
                     [text](const std::string& pattern) { return glob_match(pattern, text); });
}

}  // namespace lexicnn
