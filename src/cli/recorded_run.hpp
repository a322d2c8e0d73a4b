/// Runs that must be like the one that a file records.
#pragma once

#include <filesystem>
#include <vector>

#include "lexicnn/core/annotated.hpp"
#include "lexicnn/core/table.hpp"

#include "cli/session.hpp"

namespace lexicnn::cli {

/// Throws Error(invalid_input) that says what differs where the activations of `now` come from
/// another model, other preprocessing or another tap than those of `recorded` (both the provenance
/// of activations, or empty where a file has none). A note tells of another engine, version or
/// instruction set: the last digits of numbers depend on them.
void require_same_run(Session& session, const Dict& recorded, const Dict& now);

/// One image's activations.
struct ImageRow {
  Table features;  ///< as var of an activations file
  std::vector<float> values;
};

/// Runs one image file through `model` as `recorded`, the provenance of activations, says. Throws
/// Error(invalid_option) where the model is another one, Error(invalid_input) where the record is
/// not whole, Error(invalid_image), and what extracting throws.
ImageRow run_as_recorded(Session& session, const std::filesystem::path& image,
                         const std::filesystem::path& model, const Dict& recorded);

}  // namespace lexicnn::cli
