#include "options.hpp"

#include <fmt/format.h>

#include "lexicnn/embed/embedding.hpp"
#include "lexicnn/extract/extract.hpp"
#include "lexicnn/images/image_set.hpp"
#include "lexicnn/lexicon/describe.hpp"
#include "lexicnn/network/capture.hpp"
#include "lexicnn/profile/profile.hpp"
#include "lexicnn/report/report.hpp"
#include "lexicnn/score/score.hpp"
#include "lexicnn/select/select.hpp"

namespace lexicnn::python {
namespace {

template <typename T>
nb::object default_of(const T& value) {
  if constexpr (std::is_enum_v<T>) {
    return nb::cast(std::string(to_string(value)));
  } else if constexpr (std::is_same_v<T, ByteSize>) {
    return nb::cast(value.bytes);
  } else if constexpr (std::is_same_v<T, std::vector<double>> ||
                       std::is_same_v<T, std::vector<std::string>>) {
    nb::list out;
    for (const auto& each : value)
      out.append(each);
    return nb::tuple(out);
  } else {
    return nb::cast(value);
  }
}

template <typename Options>
nb::list described() {
  nb::list out;
  const Options options;
  visit_options(options, [&out](const OptionInfo& info, const auto& value) {
    nb::dict option;
    option["name"] = keyword(info.name);
    option["meaning"] = std::string(info.meaning);
    option["range"] = std::string(info.range);
    option["default"] = default_of(value);
    out.append(option);
  });
  return out;
}

nb::dict option_structs() {
  nb::dict out;
  out["images"] = described<ImageSetOptions>();
  out["capture"] = described<CaptureOptions>();
  out["extract"] = described<ExtractOptions>();
  out["score"] = described<ScoreOptions>();
  out["select"] = described<SelectOptions>();
  out["profile"] = described<ProfileOptions>();
  out["describe"] = described<DescribeOptions>();
  out["embed"] = described<EmbedOptions>();
  out["report"] = described<ReportOptions>();
  return out;
}

}  // namespace

void fail_type(const OptionInfo& info, nb::handle given, std::string_view wanted) {
  throw Error(ErrorKind::invalid_option,
              fmt::format("'{}' is no value of {}: give {}", text_of(given), info.name, wanted));
}

ByteSize size_from(const OptionInfo& info, nb::handle given) {
  const std::string text = text_of(given);
  const ByteSize size = parse_byte_size(text);
  const std::string_view least = info.range.substr(0, info.range.find(' '));
  if (!least.empty() && size.bytes < parse_byte_size(least).bytes) fail_number(text, info, "size");
  return size;
}

std::vector<std::string> texts_from(const OptionInfo& info, nb::handle given) {
  if (nb::isinstance<nb::str>(given)) return {nb::cast<std::string>(given)};
  if (!nb::isinstance<nb::iterable>(given)) fail_type(info, given, "a text or several");
  std::vector<std::string> out;
  for (const nb::handle each : nb::cast<nb::iterable>(given)) {
    if (!nb::isinstance<nb::str>(each)) fail_type(info, each, "a text or several");
    out.push_back(nb::cast<std::string>(each));
  }
  return out;
}

bool truth_from(const OptionInfo& info, nb::handle given) {
  const std::string text = text_of(given);
  if (text != "True" && text != "False") fail_type(info, given, "True or False");
  return text == "True";
}

void add_options(nb::module_& m) {
  m.def("option_structs", &option_structs,
        "Name, meaning, range and default of the options of every stage.");
}

}  // namespace lexicnn::python
