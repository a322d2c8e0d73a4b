/// AnnData files (.h5ad): whole matrices in and out.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "lexicnn/core/annotated.hpp"
#include "lexicnn/core/export.hpp"

namespace lexicnn {

struct H5adReadOptions {
  bool x = true;       ///< read X; otherwise `x` keeps its shape and no data
  bool layers = true;  ///< read the layers

  /// Where given, the paths of the elements that AnnotatedMatrix has no place for (sparse layers,
  /// obsm, raw, …) are appended here. Writing the matrix again would lose them.
  std::vector<std::string>* skipped = nullptr;
};

/// Reads an AnnData file written by lexicnn or by anndata, with a dense X: docs/store.md says how
/// each kind of element arrives. Throws Error(file_missing), or Error(invalid_file) that names the
/// element.
LEXICNN_API AnnotatedMatrix read_h5ad(const std::filesystem::path& path,
                                      const H5adReadOptions& options = {});

/// Writes a whole new file (temporary name, sync, rename): docs/format.md. Throws
/// Error(output_exists), Error(output_unwritable), and Error(invalid_input) for what a file cannot
/// hold: shapes that differ, names that repeat, text that is not UTF-8.
LEXICNN_API void write_h5ad(const std::filesystem::path& target, const AnnotatedMatrix& matrix,
                            bool overwrite);

/// The same, where the data of X and of the layers are not in `matrix`, which has their shapes, but
/// come from `read("X")` and `read(<layer>)`, one at a time: they need not fit into memory
/// together.
LEXICNN_API void write_h5ad(const std::filesystem::path& target, const AnnotatedMatrix& matrix,
                            const std::function<Array(const std::string&)>& read, bool overwrite);

/// The path of the file that HDF5 is reading at this moment, or nullptr. For a program's handler of
/// crashes, and safe there: HDF5 1.10 can crash on a damaged file.
LEXICNN_API const char* h5ad_being_read() noexcept;

}  // namespace lexicnn
