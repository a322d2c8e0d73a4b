#include "store/hdf5_texts.hpp"

#include <fmt/format.h>

#include "lexicnn/core/error.hpp"

#include "store/hdf5_heap.hpp"
#include "store/utf8.hpp"

namespace lexicnn::h5 {
namespace {

/// One text of a fixed-size field, without its padding.
std::string_view trimmed(std::string_view field, H5T_str_t padding) {
  if (padding == H5T_STR_NULLTERM) return field.substr(0, field.find('\0'));
  const char pad = padding == H5T_STR_SPACEPAD ? ' ' : '\0';
  return field.substr(0, field.find_last_not_of(pad) + 1);
}

std::vector<std::string> read_fixed(const Type& type, std::size_t count, const std::string& name,
                                    const std::function<herr_t(hid_t, void*)>& read) {
  const std::size_t size = H5Tget_size(type.id());
  std::string fields(element_count({count, size}), '\0');
  if (read(type.id(), fields.data()) < 0) fail("cannot read '" + name + "'");
  const H5T_str_t padding = H5Tget_strpad(type.id());
  std::vector<std::string> out;
  for (std::size_t i = 0; i < count; ++i) {
    out.emplace_back(trimmed(std::string_view(fields).substr(i * size, size), padding));
  }
  return out;
}

std::vector<std::string> read_variable(hid_t object, std::size_t count, const std::string& name,
                                       const std::function<herr_t(hid_t, void*)>& read) {
  GlobalHeap heap(object);
  const Type type = heap.reference_type();
  std::vector<std::byte> references(element_count({count, heap.reference_size()}));
  if (read(type.id(), references.data()) < 0) fail("cannot read '" + name + "'");
  std::vector<std::string> out;
  for (std::size_t i = 0; i < count; ++i) {
    out.emplace_back(
        heap.text(std::span(references).subspan(i * heap.reference_size(), heap.reference_size())));
  }
  return out;
}

}  // namespace

std::vector<std::string> read_texts(hid_t object, const Type& type, std::size_t count,
                                    const std::string& name,
                                    const std::function<herr_t(hid_t, void*)>& read) {
  if (count == 0) return {};
  const htri_t variable = H5Tis_variable_str(type.id());
  if (variable < 0) fail("cannot read '" + name + "'");
  std::vector<std::string> out =
      variable > 0 ? read_variable(object, count, name, read) : read_fixed(type, count, name, read);
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (!is_utf8(out[i])) throw Failure(fmt::format("text {} of '{}' is not UTF-8", i, name));
  }
  return out;
}

std::vector<const char*> c_strings(const std::vector<std::string>& texts, const std::string& name) {
  std::vector<const char*> out;
  out.reserve(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].find('\0') != std::string::npos || !is_utf8(texts[i])) {
      throw Error(ErrorKind::invalid_input,
                  fmt::format("text {} of '{}' is not UTF-8 without zero bytes", i, name));
    }
    out.push_back(texts[i].c_str());
  }
  return out;
}

}  // namespace lexicnn::h5
