/// The report's page: template, style and script (web/), and how the data join them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "lexicnn/core/context.hpp"

#include "report/gzip.hpp"

namespace lexicnn::reporting {

/// The files of web/, embedded at build time (web/sources.cmake).
extern const std::string_view kPageTemplate;
extern const std::string_view kPageStyle;
extern const std::string_view kPageScript;

/// A data element of the page: `<script type="application/json|gzip" id="…">content</script>`.
struct DataElement {
  std::string id;            ///< "view-model", or "block:" and the block's name
  bool gzip = false;         ///< base64 of gzip; else plain JSON without a '<'
  std::string content;       ///< as it stands in the page
  std::uint64_t length = 0;  ///< of the JSON, before anything was done to it
};

DataElement plain_element(std::string id, std::string_view json);
DataElement gzip_element(std::string id, std::string_view json, const Context& context);
DataElement gzip_element(std::string id, std::span<const DeflatedPart> json);

/// Bytes that an element takes in the page.
std::uint64_t size_of(const DataElement& element);

/// The whole HTML file; the content security policy names the SHA-256 of the style and the script,
/// so that nothing else runs.
std::string make_page(std::span<const DataElement* const> elements);

/// Bytes of the page without any data.
std::uint64_t bare_page_size();

}  // namespace lexicnn::reporting
