/// Which image files there are, and what they are labelled with.
#pragma once

#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/core/options.hpp"
#include "lexicnn/core/table.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace lexicnn {

/// One file of a set. `name` is unique within the set: the path relative to the root with `/`, `\`
/// written `\\`, bytes that are not UTF-8 (and control characters) written `\xNN`, repeats `#2`,
/// `#3`.
struct ImageFile {
  std::string name;
  std::filesystem::path path;
  std::vector<std::string> labels;  ///< one a label column; empty text = missing
};

/// Files in a fixed order (bytewise by path, or as the manifest lists them).
struct ImageSet {
  std::filesystem::path root;
  std::vector<std::string> label_columns;  ///< the first is "class"
  std::vector<ImageFile> files;
  Table classes;  ///< index: class names; further columns from the set's classes.tsv, if any
};

struct ImageSetOptions {
  std::vector<std::string> classes;  ///< glob patterns of the classes to read; empty = all
};

template <typename Options, typename Visitor>
requires std::same_as<std::remove_const_t<Options>, ImageSetOptions>
void visit_options(Options& options, Visitor&& visit) {
  visit(OptionInfo{"classes", "", "read only classes that match one of these patterns", "globs"},
        options.classes);
}

/// Lists a folder with a folder a class (files at any depth below it belong to the class; hidden
/// files and folders, and the set's own README, *.tsv, *.csv, SHA256SUMS at the root are passed
/// over; other files at the root are named in a warning), or reads a CSV/TSV manifest with the
/// columns `path` (relative to the manifest) and `class`, further columns being further labels. A
/// `classes.tsv` at the root with a column `class` adds its other text columns as label columns.
///
/// Every regular file in a class folder is an entry, whatever its ending: a text file named .jpg is
/// for the decoder to refuse and for the ledger to tell. Throws Error(file_missing),
/// Error(no_images) naming the root, or the class folders without any file, or Error(invalid_file)
/// with the manifest's line.
LEXICNN_API ImageSet open_image_set(const std::filesystem::path& source,
                                    const ImageSetOptions& options = {},
                                    const Context& context = {});

}  // namespace lexicnn
