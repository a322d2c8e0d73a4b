#include "report/page.hpp"

#include <array>
#include <charconv>
#include <fmt/format.h>
#include <utility>

#include "lexicnn/core/sha256.hpp"

#include "report/base64.hpp"
#include "report/json_text.hpp"

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

std::string opening(const DataElement& element) {
  return fmt::format("<script type=\"application/{}\" id=\"{}\">", element.gzip ? "gzip" : "json",
                     element.id);
}
constexpr std::string_view kDataMark = "@DATA@";
constexpr std::string_view kClosing = "</script>\n";

}  // namespace

DataElement plain_element(std::string id, std::string_view json) {
  return {std::move(id), false, escape_tags(json), json.size()};
}

DataElement gzip_element(std::string id, std::string_view json, const Context& context) {
  const std::string bytes = gzip(json, context);
  return {std::move(id), true, base64(std::as_bytes(std::span(bytes))), json.size()};
}

DataElement gzip_element(std::string id, std::span<const DeflatedPart> json) {
  std::uint64_t length = 0;
  for (const DeflatedPart& part : json)
    length += part.length;
  const std::string bytes = gzip_of(json);
  return {std::move(id), true, base64(std::as_bytes(std::span(bytes))), length};
}

std::uint64_t size_of(const DataElement& element) {
  return opening(element).size() + element.content.size() + kClosing.size();
}

std::string make_page(std::span<const DataElement* const> elements) {
  const std::string style_hash = hash_source(kPageStyle);
  const std::string script_hash = hash_source(kPageScript);
  std::uint64_t size = bare_page_size();
  for (const DataElement* element : elements)
    size += size_of(*element);
  std::string out;
  out.reserve(size);
  const auto add_data = [&] {
    for (const DataElement* element : elements) {
      out += opening(*element);
      out += element->content;
      out += kClosing;
    }
  };
  const std::array<std::pair<std::string_view, std::string_view>, 5> parts{{
      {"@STYLE_HASH@", style_hash},
      {"@SCRIPT_HASH@", script_hash},
      {"@STYLE@", kPageStyle},
      {kDataMark, {}},
      {"@SCRIPT@", kPageScript},
  }};
  std::string_view rest = kPageTemplate;
  // One pass in the template's order: what is put in is never searched.
  for (const auto& [mark, text] : parts) {
    const std::size_t at = rest.find(mark);
    out.append(rest.substr(0, at));
    if (mark == kDataMark) add_data();
    out.append(text);
    rest.remove_prefix(at + mark.size());
  }
  out.append(rest);
  return out;
}

std::uint64_t bare_page_size() {
  constexpr std::uint64_t kHash = 44;  // base64 of SHA-256
  return kPageTemplate.size() + kPageStyle.size() + kPageScript.size() + 2 * kHash;
}

}  // namespace lexicnn::reporting
