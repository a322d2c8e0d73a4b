#include "store/hdf5_driver.hpp"

namespace lexicnn::h5 {
namespace {

decltype(H5FD_class_t::query) usual_query = nullptr;

herr_t query_without_buffer(const H5FD_t* file, unsigned long* features) {
  const herr_t status = usual_query(file, features);
  if (status >= 0 && features != nullptr) {
    *features &= ~static_cast<unsigned long>(H5FD_FEAT_ACCUMULATE_METADATA);
  }
  return status;
}

/// The usual driver's class is found at an open file.
hid_t register_driver(const std::filesystem::path& path) {
  Properties usual(H5Pcreate(H5P_FILE_ACCESS));
  if (usual.id() < 0 || H5Pset_fapl_sec2(usual.id()) < 0) fail("cannot set HDF5 properties");
  H5FD_t* file = H5FDopen(path.c_str(), H5F_ACC_RDONLY, usual.id(), HADDR_UNDEF);
  if (file == nullptr) fail("cannot open");
  H5FD_class_t own = *file->cls;
  H5FDclose(file);
  usual_query = own.query;
  own.name = "lexicnn";
  own.query = query_without_buffer;
  const hid_t driver = H5FDregister(&own);
  if (driver < 0) fail("cannot register an HDF5 driver");
  return driver;
}

}  // namespace

Properties reading_access(const std::filesystem::path& path) {
  static const hid_t kDriver = register_driver(path);
  Properties out(H5Pcreate(H5P_FILE_ACCESS));
  if (out.id() < 0 || H5Pset_driver(out.id(), kDriver, nullptr) < 0) {
    fail("cannot set HDF5 properties");
  }
  return out;
}

}  // namespace lexicnn::h5
