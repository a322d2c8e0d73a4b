/// Options structs from Python's keyword arguments, by their description: the same names, ranges
/// and messages as the command's flags.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/number_option.hpp"
#include "lexicnn/core/options.hpp"

#include "topics.hpp"

namespace lexicnn::python {

/// An option's name as Python's keyword: "images-each" is images_each.
inline std::string keyword(std::string_view name) {
  std::string out(name);
  std::replace(out.begin(), out.end(), '-', '_');
  return out;
}

inline std::string text_of(nb::handle given) {
  return nb::cast<std::string>(nb::str(given));
}

/// Throws Error(invalid_option) where `given` is not the one of `types` that the option takes.
[[noreturn]] void fail_type(const OptionInfo& info, nb::handle given, std::string_view wanted);

/// A size as a number of bytes or as text ("512MiB"), held to the range "1MiB or more".
ByteSize size_from(const OptionInfo& info, nb::handle given);

/// One text, or several.
std::vector<std::string> texts_from(const OptionInfo& info, nb::handle given);

/// A truth, Python's or NumPy's.
bool truth_from(const OptionInfo& info, nb::handle given);

template <typename T>
void set_option(const OptionInfo& info, nb::handle given, T& value) {
  if constexpr (std::is_enum_v<T>) {
    value = parse_enum<T>(text_of(given), info);
  } else if constexpr (std::is_same_v<T, bool>) {
    value = truth_from(info, given);
  } else if constexpr (std::is_same_v<T, ByteSize>) {
    value = size_from(info, given);
  } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
    value = texts_from(info, given);
  } else if constexpr (std::is_same_v<T, std::vector<double>>) {
    value.clear();
    if (!nb::isinstance<nb::iterable>(given)) fail_type(info, given, "numbers");
    for (const nb::handle each : nb::cast<nb::iterable>(given))
      value.push_back(parse_number<double>(text_of(each), info));
  } else {
    value = parse_number<T>(text_of(given), info);
  }
}

/// The options that `given` holds by keyword, the others as they are by default; what is None is
/// passed over. Names that the struct does not have are left to others.
template <typename Options>
Options options_from(const nb::dict& given) {
  Options options;
  visit_options(options, [&given](const OptionInfo& info, auto& value) {
    const std::string name = keyword(info.name);
    const nb::object found = given.attr("get")(name);
    if (!found.is_none()) set_option(info, found, value);
  });
  return options;
}

}  // namespace lexicnn::python
