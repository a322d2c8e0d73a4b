#include "lexicnn/extract/known_rows.hpp"

namespace lexicnn {

// Out of line, so that the class's type information lives in one object file.
KnownRows::~KnownRows() = default;

}  // namespace lexicnn
