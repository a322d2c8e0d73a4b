#include "store/encoding.hpp"

namespace lexicnn {
namespace {

constexpr const char* kType = "encoding-type";
constexpr const char* kVersion = "encoding-version";
constexpr const char* kDescription = "description";

}  // namespace

Encoding encoding_of(hid_t object) {
  return {h5::text_attribute(object, kType).value_or(""),
          h5::text_attribute(object, kVersion).value_or("")};
}

void set_encoding(hid_t object, const Encoding& encoding) {
  h5::set_text_attribute(object, kType, encoding.type);
  h5::set_text_attribute(object, kVersion, encoding.version);
}

std::string description_of(hid_t location, const std::string& name) {
  const bool is_group = h5::kind_of(location, name) == h5::Kind::group;
  const auto text = is_group
                        ? h5::text_attribute(h5::open_group(location, name).id(), kDescription)
                        : h5::text_attribute(h5::open_dataset(location, name).id(), kDescription);
  return text.value_or("");
}

void set_description(hid_t object, const std::string& description) {
  if (!description.empty()) h5::set_text_attribute(object, kDescription, description);
}

}  // namespace lexicnn
