/// Checks on the first good image of a run that taps change nothing.
#pragma once

#include <optional>

#include "lexicnn/core/annotated.hpp"
#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/extract/extract.hpp"
#include "lexicnn/network/tap_check.hpp"

namespace lexicnn {

/// Compares the whole network with and without the capture's taps, and the capture's row with that
/// of the whole network, on the first image of the set that can be read. Says through
/// `context.log` what it found, as a warning where numbers moved. Empty where no image is good.
/// `options` are those that made the capture. Throws what check_taps throws.
LEXICNN_API std::optional<TapCheck> check_first_image(const ExtractInput& input,
                                                      const CaptureOptions& options,
                                                      const Context& context = {});

/// For the provenance of a file.
LEXICNN_API Dict to_dict(const TapCheck& check);

}  // namespace lexicnn
