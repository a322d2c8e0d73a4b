/// Changes a file by the HDF5 library itself, one thing at a time.
#pragma once

#include <filesystem>
#include <hdf5.h>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace lexicnn::test {

/// Open for writing while it lives.
class FileEditor {
 public:
  explicit FileEditor(const std::filesystem::path& path)
      : file_(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT)) {
    require(file_ >= 0, "open");
  }
  FileEditor(const FileEditor&) = delete;
  FileEditor& operator=(const FileEditor&) = delete;
  ~FileEditor() { H5Fclose(file_); }

  [[nodiscard]] hid_t id() const { return file_; }

  /// Every attribute of the file, as (object, attribute).
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> attributes() const {
    std::vector<std::pair<std::string, std::string>> out;
    require(H5Ovisit(file_, H5_INDEX_NAME, H5_ITER_INC, visit_object, &out) >= 0, "visit");
    return out;
  }

  void remove_attribute(const std::string& object, const std::string& name) {
    require(H5Adelete_by_name(file_, object.c_str(), name.c_str(), H5P_DEFAULT) >= 0, "delete");
  }

  void set_attribute(const std::string& object, const std::string& name, const std::string& text) {
    if (H5Aexists_by_name(file_, object.c_str(), name.c_str(), H5P_DEFAULT) > 0) {
      remove_attribute(object, name);
    }
    const hid_t type = text_type();
    const hid_t space = H5Screate(H5S_SCALAR);
    const hid_t attribute = H5Acreate_by_name(file_, object.c_str(), name.c_str(), type, space,
                                              H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    const char* data = text.c_str();
    require(H5Awrite(attribute, type, static_cast<const void*>(&data)) >= 0, "write");
    H5Aclose(attribute);
    H5Sclose(space);
    H5Tclose(type);
  }

  void set_attribute(const std::string& object, const std::string& name,
                     const std::vector<std::string>& texts) {
    remove_attribute(object, name);
    const hid_t type = text_type();
    const hsize_t extent = texts.size();
    const hid_t space = H5Screate_simple(1, &extent, nullptr);
    const hid_t attribute = H5Acreate_by_name(file_, object.c_str(), name.c_str(), type, space,
                                              H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    std::vector<const char*> data;
    for (const std::string& text : texts)
      data.push_back(text.c_str());
    require(H5Awrite(attribute, type, static_cast<const void*>(data.data())) >= 0, "write");
    H5Aclose(attribute);
    H5Sclose(space);
    H5Tclose(type);
  }

  void remove(const std::string& link) {
    require(H5Ldelete(file_, link.c_str(), H5P_DEFAULT) >= 0, "remove");
  }

  /// Another name for the same object.
  void link(const std::string& from, const std::string& to) {
    require(H5Lcreate_hard(file_, from.c_str(), file_, to.c_str(), H5P_DEFAULT, H5P_DEFAULT) >= 0,
            "link");
  }

  /// Element `at` of a dataset of numbers.
  void set_number(const std::string& name, std::uint64_t at, double value) {
    std::vector<double> all = numbers(name);
    all.at(at) = value;
    const hid_t dataset = H5Dopen(file_, name.c_str(), H5P_DEFAULT);
    require(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, all.data()) >= 0,
            "write");
    H5Dclose(dataset);
  }

  /// The dataset anew, with the encoding of an array, of `type` and another shape.
  void replace(const std::string& name, hid_t type, const std::vector<hsize_t>& shape) {
    remove(name);
    const hid_t space = H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
    const hid_t dataset =
        H5Dcreate(file_, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    require(dataset >= 0, "create");
    H5Dclose(dataset);
    H5Sclose(space);
    set_attribute(name, "encoding-type", "array");
    set_attribute(name, "encoding-version", "0.2.0");
  }

  /// The texts of a one-dimensional dataset, as many as before.
  void set_texts(const std::string& name, const std::vector<std::string>& texts) {
    const hid_t type = text_type();
    const hid_t dataset = H5Dopen(file_, name.c_str(), H5P_DEFAULT);
    std::vector<const char*> data;
    for (const std::string& text : texts)
      data.push_back(text.c_str());
    require(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT,
                     static_cast<const void*>(data.data())) >= 0,
            "write");
    H5Dclose(dataset);
    H5Tclose(type);
  }

 private:
  static void require(bool good, const char* what) {
    if (!good) throw std::runtime_error(std::string("the test cannot ") + what);
  }

  static hid_t text_type() {
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, H5T_CSET_UTF8);
    return type;
  }

  [[nodiscard]] std::vector<double> numbers(const std::string& name) const {
    const hid_t dataset = H5Dopen(file_, name.c_str(), H5P_DEFAULT);
    const hid_t space = H5Dget_space(dataset);
    std::vector<double> out(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
    require(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, out.data()) >= 0,
            "read");
    H5Sclose(space);
    H5Dclose(dataset);
    return out;
  }

  struct Visit {
    std::vector<std::pair<std::string, std::string>>& out;
    std::string object;
  };

  static herr_t visit_attribute(hid_t, const char* name, const H5A_info_t*, void* visit) {
    auto& to = *static_cast<Visit*>(visit);
    to.out.emplace_back(to.object, name);
    return 0;
  }

  static herr_t visit_object(hid_t root, const char* name, const H5O_info_t*, void* out) {
    Visit visit{*static_cast<std::vector<std::pair<std::string, std::string>>*>(out),
                std::string(name) == "." ? "/" : std::string("/") + name};
    hsize_t first = 0;
    return H5Aiterate_by_name(root, name, H5_INDEX_NAME, H5_ITER_INC, &first, visit_attribute,
                              &visit, H5P_DEFAULT);
  }

  hid_t file_;
};

}  // namespace lexicnn::test
