#include "store/hdf5_records.hpp"

#include <memory>

#include "store/hdf5_texts.hpp"
#include "store/utf8.hpp"

namespace lexicnn::h5 {
namespace {

Type record_type(const Dataset& dataset) {
  Type out(H5Dget_type(dataset.id()));
  if (out.id() < 0) fail("cannot read '" + path_of(dataset.id()) + "'");
  return out;
}

Type field_type(const Dataset& dataset, const std::string& field) {
  const Type record = record_type(dataset);
  const int index = H5Tget_member_index(record.id(), field.c_str());
  Type out(index < 0 ? -1 : H5Tget_member_type(record.id(), static_cast<unsigned>(index)));
  if (out.id() < 0) fail("cannot read '" + path_of(dataset.id()) + "' field '" + field + "'");
  return out;
}

/// A record in memory that has only this field: as long as the field itself.
Type memory_record(hid_t field, const std::string& name) {
  Type out(H5Tcreate(H5T_COMPOUND, H5Tget_size(field)));
  if (out.id() < 0 || H5Tinsert(out.id(), name.c_str(), 0, field) < 0) {
    fail("cannot make the datatype of field '" + name + "'");
  }
  return out;
}

herr_t read_as(const Dataset& dataset, const std::string& field, hid_t memory, void* out) {
  const Type record = memory_record(memory, field);
  return H5Dread(dataset.id(), record.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, out);
}

}  // namespace

std::vector<std::string> field_names(const Dataset& dataset) {
  const Type record = record_type(dataset);
  if (H5Tget_class(record.id()) != H5T_COMPOUND) return {};
  std::vector<std::string> out;
  const int count = H5Tget_nmembers(record.id());
  for (int i = 0; i < count; ++i) {
    const std::unique_ptr<char, herr_t (*)(void*)> name(
        H5Tget_member_name(record.id(), static_cast<unsigned>(i)), H5free_memory);
    if (name == nullptr || !is_utf8(name.get())) {
      fail("a field of '" + path_of(dataset.id()) + "' has no name in UTF-8");
    }
    out.emplace_back(name.get());
  }
  return out;
}

Scalar field_scalar(const Dataset& dataset, const std::string& field) {
  return scalar_of(field_type(dataset, field));
}

void read_field(const Dataset& dataset, const std::string& field, Scalar scalar, void* out) {
  if (element_count(shape_of(dataset)) == 0) return;
  const Type memory = memory_type(scalar);
  if (read_as(dataset, field, memory.id(), out) < 0) {
    fail("cannot read '" + path_of(dataset.id()) + "' field '" + field + "'");
  }
}

std::vector<std::string> read_field_texts(const Dataset& dataset, const std::string& field) {
  return read_texts(dataset.id(), field_type(dataset, field), stored_count(dataset),
                    path_of(dataset.id()) + "' field '" + field,
                    [&](hid_t memory, void* out) { return read_as(dataset, field, memory, out); });
}

}  // namespace lexicnn::h5
