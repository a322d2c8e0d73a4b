/// Reads the view-model back from a report's HTML.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace lexicnn::test {

/// What lies between two marks of the page; throws where they are not there.
inline std::string_view between(std::string_view text, std::string_view begin,
                                std::string_view end) {
  const std::size_t from = text.find(begin);
  const std::size_t to =
      text.find(end, from == std::string_view::npos ? from : from + begin.size());
  if (to == std::string_view::npos)
    throw std::runtime_error("the page has no " + std::string(begin));
  return text.substr(from + begin.size(), to - from - begin.size());
}

inline std::string_view view_model_text(std::string_view html) {
  return between(html, "<script type=\"application/json\" id=\"view-model\">", "</script>");
}

/// The core.
inline nlohmann::json view_model(std::string_view html) {
  return nlohmann::json::parse(view_model_text(html));
}

/// The bytes that base64 stands for.
std::string from_base64(std::string_view text);

/// The text of a gzip file; throws where it is not one whole member.
std::string gunzip(std::string_view bytes);

/// The JSON of a block, unpacked.
std::string block_text(std::string_view html, const std::string& name);

inline nlohmann::json block(std::string_view html, const std::string& name) {
  return nlohmann::json::parse(block_text(html, name));
}

/// The entry of a class in its block of statements.
nlohmann::json class_entry(std::string_view html, std::size_t class_place);

}  // namespace lexicnn::test
