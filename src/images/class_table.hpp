/// classes.tsv: what a set says about its classes.
#pragma once

#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include "lexicnn/core/context.hpp"
#include "lexicnn/images/image_set.hpp"

namespace lexicnn::images {

/// The text columns of classes.tsv (all but `class`, `images` and `bytes`) and their values by
/// class.
struct ClassTable {
  std::vector<std::string> columns;
  std::unordered_map<std::string, std::vector<std::string>> values;  ///< class name → one a column
};

/// Reads `root`/classes.tsv; empty where there is none. Throws Error(invalid_file) with the line.
ClassTable read_class_table(const std::filesystem::path& root);

/// Fills `set.classes` from the files' first label, and adds the columns of the table that are not
/// yet label columns to the labels of every file. A class that the table does not have gets empty
/// texts, and a warning.
void apply_class_table(const ClassTable& table, ImageSet& set, const Context& context);

/// Throws Error(invalid_file) naming the column and the file where a label column cannot have that
/// name: the ledger's own columns, and what cannot be a column of an AnnData file.
void check_label_column(const std::string& name, const std::filesystem::path& file);

}  // namespace lexicnn::images
