/// Images through a network into rows of activations.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "lexicnn/core/annotated.hpp"
#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/core/options.hpp"
#include "lexicnn/core/run_key.hpp"
#include "lexicnn/core/source.hpp"
#include "lexicnn/extract/known_rows.hpp"
#include "lexicnn/images/image_set.hpp"
#include "lexicnn/images/ledger.hpp"
#include "lexicnn/images/preprocessing.hpp"
#include "lexicnn/network/capture.hpp"
#include "lexicnn/network/network.hpp"

namespace lexicnn {

enum class OnBadImage { skip, fail };

LEXICNN_API std::string_view to_string(OnBadImage rule) noexcept;

struct ExtractOptions {
  OnBadImage on_bad_image = OnBadImage::skip;
};

template <typename Options, typename Visitor>
requires std::same_as<std::remove_const_t<Options>, ExtractOptions>
void visit_options(Options& options, Visitor&& visit) {
  visit(OptionInfo{"on-bad-image", "", "go on without a bad image, or stop at the first",
                   "skip|fail"},
        options.on_bad_image);
}

struct ExtractInput {
  const Network& network;
  const Capture& capture;
  const ImageSet& images;
  const Preprocessing& preprocessing;
  const KnownRows* known = nullptr;  ///< rows that need not be computed
  /// Of the features that known rows lack, where any are: of some of the layers of `capture`.
  const Capture* rest = nullptr;
  bool is_shard = false;  ///< of a set: that none of its images is good is then no error
};

struct ExtractResult {
  std::vector<ImageRecord> records;  ///< one a file of the set, in its order
  std::vector<std::uint64_t> keep;  ///< places of the good files, ascending: the rows of the matrix
  Table obs;                        ///< one row a good file
  Table ledger;                     ///< one row a file
};

/// Reads, decodes, prepares and runs every image once; row i of `sink` is file i of the set, bad
/// files leave theirs unwritten. Each of the capture's streams has a thread that takes the next
/// images, prepares them and runs them, so memory is bounded by streams × batch images. The numbers
/// do not depend on batch, streams or threads. An image that the sink has of an interrupted run,
/// and whose file is unchanged, is taken over.
///
/// The images are shared by `context.ranks`: each rank writes the rows of its own to its sink, rank
/// 0's sink alone is asked for what was recorded, and rank 0 alone gets all records.
///
/// Throws Error(invalid_image) for the first bad image where `on_bad_image` is fail,
/// Error(no_images) where every image is bad (but for a shard), Error(not_finite) naming image,
/// layer and channel, Error(file_missing) where an image cannot be read because the set's folder
/// has gone, Error(cancelled), and what the sink throws.
LEXICNN_API ExtractResult extract(const ExtractInput& input, ActivationSink& sink,
                                  const ExtractOptions& options = {}, const Context& context = {});

/// The two halves of `extract`, for callers that let go of the capture between them: the rows, and
/// the tables. The records are one a file of the set.
LEXICNN_API std::vector<ImageRecord> extract_rows(const ExtractInput& input, ActivationSink& sink,
                                                  const ExtractOptions& options,
                                                  const Context& context);
LEXICNN_API ExtractResult make_result(const ImageSet& images, std::vector<ImageRecord> records,
                                      bool is_shard);

/// Of a provenance, what the numbers of an image depend on but for the choice of layers: two runs
/// that agree give the same number for the same image and feature.
LEXICNN_API RunKey numbers_key(const Dict& provenance);
LEXICNN_API RunKey numbers_key(const ExtractInput& input, const CaptureOptions& capture_options);

/// `numbers_key` of a run, its features and its list of images: an interrupted run may be gone on
/// with where all of it is the same.
LEXICNN_API RunKey run_key(const ExtractInput& input, const CaptureOptions& capture_options);

/// SHA-256 over names, contents and labels: what "the same image list" means.
LEXICNN_API std::string image_list_sha256(const ImageSet& images,
                                          const std::vector<ImageRecord>& records);

/// Adds to a provenance what the numbers depend on: model and its SHA-256, engine, options of
/// capture and extraction, preprocessing, SHA-256 of the image list, and the ledger, which is taken
/// out of the result, as are the records: a set may be large.
LEXICNN_API void add_extract_provenance(Dict& provenance, const ExtractInput& input,
                                        ExtractResult& result,
                                        const CaptureOptions& capture_options,
                                        const ExtractOptions& options);

}  // namespace lexicnn
