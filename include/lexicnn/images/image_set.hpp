/// Which image files there are, and what they are labelled with.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/core/options.hpp"
#include "lexicnn/core/table.hpp"

namespace lexicnn {

/// The labels of a file, one a label column; empty text = missing. Files with the same share them.
using SharedLabels = std::shared_ptr<const std::vector<std::string>>;

/// One file of a set. `name` is unique within the set: the path relative to the root with `/`, `\`
/// written `\\`, control characters and bytes that are not UTF-8 written `\xNN`; a name that was
/// there before gets `#2`, `#3`, ….
struct ImageFile {
  std::string name;
  std::string path;     ///< as the system takes it; a filesystem::path takes four times the memory
  SharedLabels labels;  ///< never null in a set that was read
};

/// Files in a fixed order (bytewise by path, or as the manifest lists them).
struct ImageSet {
  std::filesystem::path root;
  std::vector<std::string> label_columns;  ///< the first is "class"
  std::vector<ImageFile> files;
  Table classes;  ///< index: class names in order of appearance; text columns from classes.tsv
};

struct ImageSetOptions {
  std::vector<std::string> classes;  ///< glob patterns of the classes to read; empty = all
};

template <typename Options, typename Visitor>
requires std::same_as<std::remove_const_t<Options>, ImageSetOptions>
void visit_options(Options& options, Visitor&& visit) {
  visit(OptionInfo{"classes", "", "read only the classes whose names match",
                   "patterns such as 'animal-*'"},
        options.classes);
}

/// Lists a folder with a folder a class, or reads a CSV or TSV manifest (by its ending) with the
/// columns `path` (relative to the manifest's folder, or absolute) and `class`, further columns
/// being further labels. A `classes.tsv` at the root, or beside the manifest, with a column `class`
/// adds its other columns (but `images` and `bytes`) as label columns and to the class table.
///
/// Whatever lies in a class folder, at any depth, and is not a folder is a file of the class,
/// whatever its ending: a text file named .jpg, a dangling link or a pipe is for the decoder to
/// refuse and for the ledger to tell. Links are followed; a link back to a folder that it lies in
/// is passed over with a warning, hidden names (".…") silently. At the root README*, *.tsv, *.csv
/// and SHA256SUMS are passed over silently, other files with a warning. All rules: docs/images.md.
///
/// Throws Error(file_missing) where the source or a folder cannot be read, Error(no_images) naming
/// the root, or the class folders without any file, Error(invalid_option) for a pattern that no
/// class matches, Error(invalid_file) with the line of the manifest or of classes.tsv.
LEXICNN_API ImageSet open_image_set(const std::filesystem::path& source,
                                    const ImageSetOptions& options = {},
                                    const Context& context = {});

}  // namespace lexicnn
