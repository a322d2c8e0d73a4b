/// Reads the view-model back from a report's HTML.
#pragma once

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

inline nlohmann::json view_model(std::string_view html) {
  return nlohmann::json::parse(view_model_text(html));
}

}  // namespace lexicnn::test
