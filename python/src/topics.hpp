/// What each file of the module adds to it.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <string>

namespace lexicnn::python {

namespace nb = nanobind;

/// The same object, for the stub: typing.Any, where `object` would have to be cast.
inline nb::any as_any(nb::object object) {
  return nb::steal<nb::any>(object.release());
}

void add_errors(nb::module_& m);
void add_options(nb::module_& m);
void add_sources(nb::module_& m);
void add_scores(nb::module_& m);
void add_score(nb::module_& m);
void add_extract(nb::module_& m);
void add_embed(nb::module_& m);
void add_report(nb::module_& m);

}  // namespace lexicnn::python
