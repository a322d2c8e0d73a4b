/// lexicnn's errors as Python's: the classes of lexicnn.errors, found by the name of the kind.
#include <exception>
#include <nanobind/stl/vector.h>
#include <string>
#include <vector>

#include "lexicnn/core/error.hpp"

#include "topics.hpp"

namespace lexicnn::python {
namespace {

void translate(const std::exception_ptr& pointer, void* /*unused*/) {
  try {
    std::rethrow_exception(pointer);
  } catch (const Error& error) {
    const std::string_view name = error.name();
    const nb::object classes = nb::module_::import_("lexicnn.errors").attr("BY_KIND");
    const nb::object type = classes[nb::str(name.data(), name.size())];
    PyErr_SetString(type.ptr(), error.what());
  }
}

std::vector<std::string> error_kinds() {
  std::vector<std::string> out;
  for (int kind = 0; kind <= static_cast<int>(ErrorKind::cancelled); ++kind)
    out.emplace_back(error_name(static_cast<ErrorKind>(kind)));
  return out;
}

}  // namespace

void add_errors(nb::module_& m) {
  nb::register_exception_translator(translate);
  m.def("error_kinds", &error_kinds, "The names of all kinds of errors.");
}

}  // namespace lexicnn::python
