/// One self-contained HTML file that shows a run: opens offline, makes no request.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/core/options.hpp"
#include "lexicnn/core/source.hpp"
#include "lexicnn/profile/profile.hpp"
#include "lexicnn/score/scores.hpp"
#include "lexicnn/select/select.hpp"

namespace lexicnn {

struct ReportOptions {
  std::uint64_t top = 8;             ///< statements a class and side
  std::uint64_t images = 6;          ///< images that fire most, and least, a statement
  std::uint32_t thumbnail = 96;      ///< longer side of an image, pixels, 16 to 512
  ByteSize max_size = {25'000'000};  ///< of the file; fewer images are shown to honour it
};

template <typename Options, typename Visitor>
requires std::same_as<std::remove_const_t<Options>, ReportOptions>
void visit_options(Options& options, Visitor&& visit) {
  visit(OptionInfo{"top", "", "statements a class, by presence and by absence", "1 to 1000"},
        options.top);
  visit(OptionInfo{"images-each", "", "images that fire most, and least, a statement", "0 to 100"},
        options.images);
  visit(OptionInfo{"thumbnail", "", "longer side of the images shown, pixels", "16 to 512"},
        options.thumbnail);
  visit(OptionInfo{"max-size", "", "largest size of the file", "1MB or more"}, options.max_size);
}

/// What a report is made of. `activations`, `obs` and `images` may be absent: then no images are
/// shown.
struct ReportInput {
  const Scores& scores;
  const Selection& selection;
  const ProfileResult& profile;
  const Dict& provenance;  ///< uns["lexicnn"] of the scores file
  const FeatureSource* activations = nullptr;
  const Table* obs = nullptr;  ///< of the activations
  /// Column of `obs` that the scores' classes name; empty: the one that `provenance` records as
  /// "by", else "class".
  std::string label_column = {};
  /// uns["lexicnn"] of the activations file: the network's facts and the ledger.
  const Dict* activations_provenance = nullptr;
  std::filesystem::path images = {};  ///< root of the image files, or empty
};

struct ReportResult {
  std::string html;
  std::uint64_t images_shown = 0;
  std::uint64_t images_missing = 0;  ///< wanted, but the file could not be read or decoded
};

/// Version of the view-model that the page carries; docs/report.md documents every field.
inline constexpr int kViewModelVersion = 1;

/// Builds the report. An image that is missing is told in the report, not an error; where
/// `max_size` does not leave room for all images, as many are shown as fit, the strongest
/// statements' first. Throws Error(invalid_option) out of range or where not even the text fits
/// into `max_size`, Error(invalid_input) where the activations do not belong to the scores,
/// Error(cancelled).
LEXICNN_API ReportResult report(const ReportInput& input, const ReportOptions& options = {},
                                const Context& context = {});

}  // namespace lexicnn
