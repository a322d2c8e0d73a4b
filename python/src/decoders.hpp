/// Decoders that keep to themselves.
#pragma once

namespace lexicnn::python {

/// Starts libvips without its plugins; call it with the GIL, before images are decoded.
///
/// libvips loads plugins (ImageMagick, poppler, …) into the scope that all libraries of the process
/// share, and with one of them the system's HDF5: h5py, which carries another HDF5, would then call
/// that one and fail. No format that lexicnn reads needs a plugin.
void start_decoders();

}  // namespace lexicnn::python
