#include "report/page.hpp"

#include <array>
#include <charconv>
#include <utility>

#include "lexicnn/core/sha256.hpp"

#include "report/base64.hpp"

namespace lexicnn::reporting {
namespace {

/// The source expression of a content security policy: base64 of the digest.
std::string hash_source(std::string_view text) {
  Sha256 hash;
  hash.update(text);
  const std::string digest = hash.finish();
  std::string bytes;
  for (std::size_t at = 0; at < digest.size(); at += 2) {
    unsigned byte = 0;
    std::from_chars(digest.data() + at, digest.data() + at + 2, byte, 16);
    bytes.push_back(static_cast<char>(byte));
  }
  return base64(std::as_bytes(std::span(bytes)));
}

}  // namespace

std::string script_json(const nlohmann::ordered_json& json) {
  const std::string text =
      json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    // '<' occurs in strings only, where its escape means the same; without it no tag can begin.
    if (c == '<') {
      out += "\\u003c";
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::string make_page(std::string_view view_model) {
  const std::string style_hash = hash_source(kPageStyle);
  const std::string script_hash = hash_source(kPageScript);
  const std::array<std::pair<std::string_view, std::string_view>, 5> parts{{
      {"@STYLE_HASH@", style_hash},
      {"@SCRIPT_HASH@", script_hash},
      {"@STYLE@", kPageStyle},
      {"@VIEW_MODEL@", view_model},
      {"@SCRIPT@", kPageScript},
  }};
  std::string out;
  out.reserve(kPageTemplate.size() + kPageStyle.size() + kPageScript.size() + view_model.size());
  std::string_view rest = kPageTemplate;
  // One pass in the template's order: what is put in is never searched.
  for (const auto& [mark, text] : parts) {
    const std::size_t at = rest.find(mark);
    out.append(rest.substr(0, at));
    out.append(text);
    rest.remove_prefix(at + mark.size());
  }
  out.append(rest);
  return out;
}

}  // namespace lexicnn::reporting
