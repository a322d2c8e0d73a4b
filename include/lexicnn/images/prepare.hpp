/// One image file to the tensor that the network takes, whatever the file holds.
#pragma once

#include <filesystem>
#include <span>

#include "lexicnn/core/export.hpp"
#include "lexicnn/images/ledger.hpp"
#include "lexicnn/images/preprocessing.hpp"
#include "lexicnn/images/resize.hpp"

namespace lexicnn {

/// Reads the file once, and from those bytes takes the SHA-256, the pixels and the tensor. `out`
/// holds 3 · height · width floats and is written only where the record is good. A bad image never
/// throws: the record says why. Throws Error(memory_limit) where there is not enough memory, and
/// what `preprocess` throws for a wrong `out`. Safe to call from several threads.
LEXICNN_API ImageRecord prepare_image(const std::filesystem::path& path,
                                      const Preprocessing& preprocessing, TensorLayout layout,
                                      std::span<float> out);

/// Whether the file is still the one of the record: by size and time of the last change, and by its
/// SHA-256 where the time differs. Never of a record without SHA-256.
LEXICNN_API bool is_unchanged(const std::filesystem::path& path, const ImageRecord& record);

}  // namespace lexicnn
