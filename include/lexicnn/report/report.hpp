/// One self-contained HTML file that shows a run: opens offline, makes no request.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "lexicnn/core/array.hpp"
#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/core/options.hpp"
#include "lexicnn/core/source.hpp"
#include "lexicnn/lexicon/similarity.hpp"
#include "lexicnn/profile/profile.hpp"
#include "lexicnn/score/scores.hpp"
#include "lexicnn/select/select.hpp"

namespace lexicnn {

struct ReportOptions {
  std::uint64_t top = 8;             ///< statements a class and side
  std::uint64_t images = 6;          ///< images that fire most, and least, a statement
  std::uint32_t thumbnail = 96;      ///< longer side of an image, pixels, 16 to 512
  std::uint64_t details = 1000;      ///< features whose distributions are told
  std::uint64_t map_images = 5000;   ///< points of the map
  ByteSize max_size = {25'000'000};  ///< of the file; less is shown to honour it
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
  visit(OptionInfo{"details", "", "features with histograms and distributions", "0 to 100,000"},
        options.details);
  visit(OptionInfo{"map-images", "", "images of the map, drawn by class", "2 to 50,000"},
        options.map_images);
  visit(OptionInfo{"max-size", "", "largest size of the file", "1MB or more"}, options.max_size);
}

/// The images of an embedding, as vectors to draw a map of.
struct ReportMap {
  std::string source;  ///< file name
  const Table& obs;    ///< of the embedding
  std::uint64_t features = 0;
  /// The vectors of some images (rows of `obs`, ascending), row by row.
  std::function<Grid<float>(const std::vector<std::uint64_t>& rows)> read;
};

/// What `evaluate --json` printed.
struct ReportEvaluation {
  std::string name;  ///< file name
  std::string json;
};

/// What a report is made of. All that is a pointer may be absent: what needs it is left out then,
/// and the report says so.
struct ReportInput {
  const Scores& scores;
  const Selection& selection;
  const ProfileResult& profile;
  const Dict& provenance;  ///< uns["lexicnn"] of the scores file
  /// For scores of one label column, each class against all other images; else null.
  const FeatureSource* activations = nullptr;
  const Table* obs = nullptr;  ///< of the activations
  /// Column of `obs` that the scores' classes name; empty: the one that `provenance` records as
  /// "by", else "class".
  std::string label_column = {};
  /// uns["lexicnn"] of the activations file: the network's facts and the ledger.
  const Dict* activations_provenance = nullptr;
  std::filesystem::path images = {};    ///< root of the image files, or empty
  const RowSynsets* synsets = nullptr;  ///< of the scores' rows, to compare likeness with
  const ReportMap* map = nullptr;
  std::vector<ReportEvaluation> evaluations = {};
};

struct ReportResult {
  std::string html;
  std::uint64_t images_shown = 0;
  std::uint64_t images_missing = 0;  ///< wanted, but the file could not be read or decoded
};

/// Version of the view-model that the page carries (docs/report.md,
/// docs/report-view-model.schema.json).
inline constexpr int kViewModelVersion = 2;

/// Whether the provenance of scores says that the classes are those of one label column, each held
/// against all other images: only then is it known which images are whose.
LEXICNN_API bool has_plain_classes(const Dict& provenance);

/// Builds the report. An image that is missing is told in the report, not an error; what
/// `max_size` does not leave room for is left out by the rules of docs/report.md, the strongest
/// kept. Memory: the page twice, a block of columns of the activations a thread, and 4 bytes for
/// each of map_images × features of the map.
///
/// Throws Error(invalid_option) out of range or where not even what must be told fits into
/// `max_size`, Error(invalid_input) where the activations do not belong to the scores,
/// Error(invalid_file) for an evaluation that is none, Error(not_finite), Error(cancelled).
LEXICNN_API ReportResult report(const ReportInput& input, const ReportOptions& options = {},
                                const Context& context = {});

}  // namespace lexicnn
