/// The report's page: template, style and script (web/), and how a view-model joins them.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace lexicnn::reporting {

/// The files of web/, embedded at build time (web/sources.cmake).
extern const std::string_view kPageTemplate;
extern const std::string_view kPageStyle;
extern const std::string_view kPageScript;

/// JSON that may stand inside <script>: no '<', text that is not UTF-8 replaced, numbers in
/// shortest exact form, NaN and infinity as null.
std::string script_json(const nlohmann::ordered_json& json);

/// The whole HTML file. `view_model` is put in as it is (see `script_json`); the content security
/// policy names the SHA-256 of the style and the script, so that nothing else runs.
std::string make_page(std::string_view view_model);

}  // namespace lexicnn::reporting
