/// One image file to the tensor that the network takes, whatever the file holds.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

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

/// The same in two steps, for images whose rows may be known by their SHA-256. `read_image` reads
/// the file; where it cannot, the record says why and there are no bytes.
LEXICNN_API std::vector<std::byte> read_image(const std::filesystem::path& path,
                                              ImageRecord& record);

/// Pixels and tensor from the bytes that `read_image` gave.
LEXICNN_API void prepare_pixels(const std::filesystem::path& path, std::span<const std::byte> bytes,
                                const Preprocessing& preprocessing, TensorLayout layout,
                                std::span<float> out, ImageRecord& record);

/// Whether the file is still the one of the record: by size and time of the last change, and by its
/// SHA-256 where the time differs. Never of a record without SHA-256.
LEXICNN_API bool is_unchanged(const std::filesystem::path& path, const ImageRecord& record);

}  // namespace lexicnn
