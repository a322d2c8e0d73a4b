/// AnnData files (.h5ad): whole matrices in and out.
#pragma once

#include "lexicnn/core/annotated.hpp"
#include "lexicnn/core/export.hpp"

#include <filesystem>

namespace lexicnn {

struct H5adReadOptions {
  bool x = true;       ///< read X; otherwise `x` keeps its shape and no data
  bool layers = true;  ///< read the layers
};

/// Reads an AnnData file written by lexicnn or by anndata (0.7 or newer; dense X). Throws
/// Error(file_missing), or Error(invalid_file) that names the element.
LEXICNN_API AnnotatedMatrix read_h5ad(const std::filesystem::path& path,
                                      const H5adReadOptions& options = {});

/// Writes a whole new file (temporary name, sync, rename). Throws Error(output_exists),
/// Error(output_unwritable).
LEXICNN_API void write_h5ad(const std::filesystem::path& target, const AnnotatedMatrix& matrix,
                            bool overwrite);

}  // namespace lexicnn
