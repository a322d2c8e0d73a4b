/// The work of an extraction: every image of a set through the lanes of a capture.
#pragma once

#include <vector>

#include "lexicnn/core/context.hpp"
#include "lexicnn/core/source.hpp"
#include "lexicnn/extract/extract.hpp"
#include "lexicnn/images/ledger.hpp"

namespace lexicnn::extract_stage {

/// Writes the rows of the good images to the sink; gives the record of every image.
std::vector<ImageRecord> run_images(const ExtractInput& input, ActivationSink& sink,
                                    const ExtractOptions& options, const Context& context);

}  // namespace lexicnn::extract_stage
