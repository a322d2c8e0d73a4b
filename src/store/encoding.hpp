/// The encodings of AnnData's elements: https://anndata.readthedocs.io (on-disk format).
#pragma once

#include <string>

#include "store/hdf5.hpp"

namespace lexicnn {

/// What the attributes `encoding-type` and `encoding-version` of an element say.
struct Encoding {
  std::string type;
  std::string version;

  friend bool operator==(const Encoding&, const Encoding&) = default;
};

namespace encodings {

inline const Encoding kAnnData{"anndata", "0.1.0"};
inline const Encoding kArray{"array", "0.2.0"};
inline const Encoding kCategorical{"categorical", "0.2.0"};
inline const Encoding kDataframe{"dataframe", "0.2.0"};
inline const Encoding kDict{"dict", "0.1.0"};
inline const Encoding kNumericScalar{"numeric-scalar", "0.2.0"};
inline const Encoding kString{"string", "0.2.0"};
inline const Encoding kStringArray{"string-array", "0.2.0"};
inline const Encoding kNullableInteger{"nullable-integer", "0.1.0"};
inline const Encoding kNullableBoolean{"nullable-boolean", "0.1.0"};
inline const Encoding kNullableStringArray{"nullable-string-array", "0.1.0"};
inline const Encoding kCsrMatrix{"csr_matrix", "0.1.0"};
inline const Encoding kCscMatrix{"csc_matrix", "0.1.0"};

}  // namespace encodings

/// Empty texts where there is none: such elements come from anndata before 0.8.
Encoding encoding_of(hid_t object);

void set_encoding(hid_t object, const Encoding& encoding);

/// The one-line description of a column, the attribute `description` of its element; empty where
/// there is none.
std::string description_of(hid_t location, const std::string& name);

void set_description(hid_t object, const std::string& description);

/// The name of the element that holds a table's row names, as lexicnn writes it.
inline constexpr const char* kIndexName = "_index";

}  // namespace lexicnn
