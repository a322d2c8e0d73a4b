/// Tables, dicts and annotated matrices, as plain Python objects that `lexicnn._tables` makes into
/// pandas' and back.
///
/// A table is the tuple (index, columns) with columns (name, kind, data, description): kind "text"
/// (list of str), "float", "int", "bool" (arrays) or "categorical" (codes, categories, ordered).
#pragma once

#include "lexicnn/core/annotated.hpp"
#include "lexicnn/core/table.hpp"

#include "topics.hpp"

namespace lexicnn::python {

nb::any to_python(const Table& table);
nb::any to_python(Array array);
nb::dict to_python(const Dict& dict);

/// "obs", "var", "x", "layers" and "uns".
nb::dict to_python(AnnotatedMatrix matrix);

/// The inverses. Throw Error(invalid_input), or Python's TypeError where an object is none of
/// these.
Table table_from(nb::handle table);
Dict dict_from(nb::handle dict);

}  // namespace lexicnn::python
