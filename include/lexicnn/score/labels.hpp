/// Which class each image belongs to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lexicnn/core/export.hpp"
#include "lexicnn/core/table.hpp"

namespace lexicnn {

/// One class an image. An image in no class (-1) still counts in the rest of every class.
struct ClassLabels {
  std::vector<std::string> names;   ///< class names, sorted bytewise unless the source orders them
  std::vector<std::int32_t> codes;  ///< one an image: index into `names`, or -1
};

/// Labels from a text, categorical, integer or truth column of obs: the classes are its values as
/// text, and a row whose category is missing is in none. A column of floats, an empty text, or no
/// such column throws Error(invalid_input), with the columns that will do.
LEXICNN_API ClassLabels labels_from(const Table& obs, std::string_view column);

/// A class of classes: "dog" unites all breeds.
struct ClassGroup {
  std::string name;
  std::vector<std::string> members;  ///< class names
};

/// The groups as labels of their own. Groups that share no image share a set of labels; others need
/// several. Throws Error(invalid_input) where a member is no class (suggesting near names), a group
/// has the name of a class, or two groups have one name.
LEXICNN_API std::vector<ClassLabels> group_labels(const ClassLabels& labels,
                                                  const std::vector<ClassGroup>& groups);

/// Images of each class.
LEXICNN_API std::vector<std::uint64_t> class_sizes(const ClassLabels& labels);

}  // namespace lexicnn
