/// The view-model: everything the page shows, as one JSON document (docs/report.md).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "lexicnn/report/report.hpp"

#include "report/images.hpp"
#include "report/statements.hpp"

namespace lexicnn::reporting {

/// What is known of the images, and those chosen to be shown.
struct ImageTable {
  const std::vector<std::string>& names;   ///< row names of the activations
  const std::vector<std::int32_t>& codes;  ///< class of each row, place in the scores, or -1
  const ShownImages& shown;
};

/// One entry of `images.table`.
nlohmann::ordered_json image_json(const std::string& name, std::int32_t class_code,
                                  const Thumbnail& thumbnail);

/// One entry of a statement's list of images: [place in the table, activation].
nlohmann::ordered_json use_json(std::uint64_t place, double value);

/// The document without images: `images.table` and the statements' lists are empty.
nlohmann::ordered_json make_view_model(const ReportInput& input, const ReportOptions& options,
                                       const Statements& statements);

/// Adds the images and the statements' lists of them.
void add_images(nlohmann::ordered_json& model, const ImageTable& images);

/// Adds a sentence that the reader should see first.
void add_notice(nlohmann::ordered_json& model, std::string text);

}  // namespace lexicnn::reporting
