/// The core of the view-model: what the page's first view needs, as one JSON document
/// (docs/report.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "lexicnn/report/report.hpp"

#include "report/images.hpp"
#include "report/statements.hpp"

namespace lexicnn::reporting {

/// Place of each feature's layer in the profile, which the view-model's layers follow.
std::vector<std::uint64_t> layer_places(const Scores& scores, const ProfileResult& profile);

/// What was found out for the report, for the facts.
struct Extras {
  bool likeness = false;
  std::string signatures;  ///< a sentence: how they were made, or why there are none
  bool has_signatures = false;
  std::string map;  ///< a sentence, or empty
};

/// The document without what is known last: `images`, `blocks` and the counts of `limits`.
nlohmann::ordered_json make_core(const ReportInput& input, const ReportOptions& options,
                                 const Statements& statements, const Extras& extras);

/// One entry of `images.table`; `picture`: place among the pictures, nothing where there is none.
nlohmann::ordered_json image_entry(const std::string& name, std::int32_t class_code,
                                   const Thumbnail& thumbnail,
                                   std::optional<std::uint64_t> picture);

/// Adds the table of images. `names` and `codes` are of the rows of the activations.
void add_image_table(nlohmann::ordered_json& core, const ShownImages& shown,
                     const std::vector<std::string>& names, const std::vector<std::int32_t>& codes);

/// Adds a sentence that the reader should see first.
void add_notice(nlohmann::ordered_json& core, std::string text);

/// As it is printed: text that is not UTF-8 replaced, NaN and infinity as null.
std::string json_text(const nlohmann::ordered_json& json);

}  // namespace lexicnn::reporting
