#include "store/hdf5_texts.hpp"

namespace lexicnn::h5 {
namespace {

std::string name_of(hid_t object, const std::string& name) {
  return path_of(object) + "' attribute '" + name;
}

/// An attribute that exists, with its type and extent.
struct OpenAttribute {
  OpenAttribute(hid_t object, const std::string& attribute)
      : name(name_of(object, attribute)),
        handle(H5Aopen(object, attribute.c_str(), H5P_DEFAULT)),
        type(H5Aget_type(handle.id())),
        space(H5Aget_space(handle.id())) {
    if (handle.id() < 0 || type.id() < 0 || space.id() < 0) fail("cannot read '" + name + "'");
  }

  /// A damaged file may say any number; what HDF5 reserves for it has the true one.
  [[nodiscard]] std::size_t elements() const {
    const hssize_t count = H5Sget_simple_extent_npoints(space.id());
    if (count <= 0) return 0;
    const std::size_t size = H5Tget_size(type.id());
    const auto out = static_cast<std::size_t>(count);
    if (size == 0 || out > H5Aget_storage_size(handle.id()) / size) {
      throw Failure("'" + name + "' says it has " + std::to_string(count) +
                    " elements, which it does not hold");
    }
    return out;
  }

  [[nodiscard]] std::vector<std::string> texts() const {
    return read_texts(handle.id(), type, elements(), name, [this](hid_t memory, void* out) {
      return H5Aread(handle.id(), memory, out);
    });
  }

  void read(Scalar scalar, void* out) const {
    const Type memory = memory_type(scalar);
    if (H5Aread(handle.id(), memory.id(), out) < 0) fail("cannot read '" + name + "'");
  }

  [[nodiscard]] std::vector<std::int64_t> integers() const {
    std::vector<std::int64_t> out(elements());
    if (!out.empty()) read(Scalar::i64, out.data());
    return out;
  }

  std::string name;
  Attribute handle;
  Type type;
  Space space;
};

void write_attribute(hid_t object, const std::string& name, Scalar scalar, const Space& space,
                     const void* data) {
  const Type type = file_type(scalar);
  const Type memory = memory_type(scalar);
  const Attribute attribute(
      H5Acreate2(object, name.c_str(), type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT));
  const bool empty = H5Sget_simple_extent_npoints(space.id()) == 0;
  if (attribute.id() < 0 || (!empty && H5Awrite(attribute.id(), memory.id(), data) < 0)) {
    fail("cannot write '" + name_of(object, name) + "'");
  }
}

}  // namespace

bool has_attribute(hid_t object, const std::string& name) {
  const htri_t found = H5Aexists(object, name.c_str());
  if (found < 0) fail("cannot read '" + name_of(object, name) + "'");
  return found > 0;
}

std::optional<std::string> text_attribute(hid_t object, const std::string& name) {
  if (!has_attribute(object, name)) return std::nullopt;
  const OpenAttribute attribute(object, name);
  if (attribute.elements() != 1 || scalar_of(attribute.type) != Scalar::text) return std::nullopt;
  return attribute.texts().front();
}

std::optional<std::vector<std::string>> texts_attribute(hid_t object, const std::string& name) {
  if (!has_attribute(object, name)) return std::nullopt;
  const OpenAttribute attribute(object, name);
  if (attribute.elements() == 0) return std::vector<std::string>{};
  if (H5Sget_simple_extent_ndims(attribute.space.id()) != 1 ||
      scalar_of(attribute.type) != Scalar::text) {
    return std::nullopt;
  }
  return attribute.texts();
}

std::optional<bool> truth_attribute(hid_t object, const std::string& name) {
  if (!has_attribute(object, name)) return std::nullopt;
  const OpenAttribute attribute(object, name);
  if (attribute.elements() != 1) return std::nullopt;
  const Scalar scalar = scalar_of(attribute.type);
  if (is_integer(scalar)) return attribute.integers().front() != 0;
  if (scalar != Scalar::truth) return std::nullopt;
  std::int8_t truth = 0;
  attribute.read(Scalar::truth, &truth);
  return truth != 0;
}

std::optional<Shape> shape_attribute(hid_t object, const std::string& name) {
  if (!has_attribute(object, name)) return std::nullopt;
  const OpenAttribute attribute(object, name);
  if (!is_integer(scalar_of(attribute.type))) return std::nullopt;
  Shape out;
  for (const std::int64_t extent : attribute.integers()) {
    if (extent < 0) return std::nullopt;
    out.push_back(static_cast<std::uint64_t>(extent));
  }
  return out;
}

std::optional<Dataset> referenced_dataset(hid_t object, const std::string& name) {
  if (!has_attribute(object, name)) return std::nullopt;
  const OpenAttribute attribute(object, name);
  const htri_t is_reference = H5Tequal(attribute.type.id(), H5T_STD_REF_OBJ);
  if (is_reference <= 0 || attribute.elements() != 1) return std::nullopt;
  hobj_ref_t reference = 0;
  if (H5Aread(attribute.handle.id(), H5T_STD_REF_OBJ, &reference) < 0) {
    fail("cannot read '" + attribute.name + "'");
  }
  Dataset out(H5Rdereference2(object, H5P_DEFAULT, H5R_OBJECT, &reference));
  if (out.id() < 0 || H5Iget_type(out.id()) != H5I_DATASET) {
    fail("'" + attribute.name + "' leads nowhere");
  }
  return out;
}

void set_text_attribute(hid_t object, const std::string& name, const std::string& text) {
  const std::vector<std::string> texts{text};
  const std::vector<const char*> data = c_strings(texts, name_of(object, name));
  write_attribute(object, name, Scalar::text, Space(H5Screate(H5S_SCALAR)), data.data());
}

void set_texts_attribute(hid_t object, const std::string& name,
                         const std::vector<std::string>& texts) {
  const std::vector<const char*> data = c_strings(texts, name_of(object, name));
  const hsize_t extent = texts.size();
  write_attribute(object, name, Scalar::text, Space(H5Screate_simple(1, &extent, nullptr)),
                  data.data());
}

void set_truth_attribute(hid_t object, const std::string& name, bool truth) {
  const std::int8_t data = truth ? 1 : 0;
  write_attribute(object, name, Scalar::truth, Space(H5Screate(H5S_SCALAR)), &data);
}

}  // namespace lexicnn::h5
