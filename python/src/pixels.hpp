/// Images that are arrays already, through a network.
#pragma once

#include <nanobind/ndarray.h>

#include "lexicnn/core/context.hpp"
#include "lexicnn/core/source.hpp"
#include "lexicnn/images/preprocessing.hpp"
#include "lexicnn/network/capture.hpp"
#include "lexicnn/network/network.hpp"

#include "topics.hpp"

namespace lexicnn::python {

/// Images × height × width × 3, upright RGB.
using Pixels =
    nb::ndarray<const std::uint8_t, nb::shape<-1, -1, -1, 3>, nb::c_contig, nb::device::cpu>;

/// Prepares and runs every image; row i of `sink` is image i, with the bytes that a file of these
/// pixels would give. Throws Error(no_images), Error(not_finite) naming image and feature,
/// Error(cancelled), and what the sink throws. Runs without the GIL.
void run_pixels(const Pixels& pixels, const Network& network, const Capture& capture,
                const Preprocessing& preprocessing, ActivationSink& sink, const Context& context);

}  // namespace lexicnn::python
