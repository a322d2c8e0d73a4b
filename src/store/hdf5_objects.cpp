#include "store/hdf5_driver.hpp"

namespace lexicnn::h5 {
namespace {

/// That of no member.
constexpr const char* kNoName = "\x01";

}  // namespace

File open_file(const std::filesystem::path& path) {
  const Properties access = reading_access(path);
  File out(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.id()));
  if (out.id() < 0) fail("cannot open");
  return out;
}

File create_file(const std::filesystem::path& path) {
  File out(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
  if (out.id() < 0) fail("cannot create");
  return out;
}

File open_to_change(const std::filesystem::path& path) {
  File out(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT));
  if (out.id() < 0) fail("cannot open");
  return out;
}

Kind kind_of(hid_t location, const std::string& name) {
  const hid_t object = H5Oopen(location, name.c_str(), H5P_DEFAULT);
  if (object < 0) {
    H5Eclear2(H5E_DEFAULT);
    return Kind::absent;
  }
  const H5I_type_t type = H5Iget_type(object);
  H5Oclose(object);
  return type == H5I_GROUP ? Kind::group : type == H5I_DATASET ? Kind::dataset : Kind::other;
}

Group open_group(hid_t location, const std::string& name) {
  Group out(H5Gopen2(location, name.c_str(), H5P_DEFAULT));
  if (out.id() < 0) fail("cannot open group '" + name + "'");
  return out;
}

Group create_group(hid_t location, const std::string& name) {
  const Properties creation(H5Pcreate(H5P_GROUP_CREATE));
  constexpr unsigned kKeepOrder = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
  if (H5Pset_link_creation_order(creation.id(), kKeepOrder) < 0) fail("cannot set HDF5 properties");
  Group out(H5Gcreate2(location, name.c_str(), H5P_DEFAULT, creation.id(), H5P_DEFAULT));
  if (out.id() < 0) fail("cannot create group '" + name + "'");
  return out;
}

Dataset open_dataset(hid_t location, const std::string& name) {
  Dataset out(H5Dopen2(location, name.c_str(), H5P_DEFAULT));
  if (out.id() < 0) fail("cannot open dataset '" + name + "'");
  return out;
}

Dataset open_uncached(hid_t location, const std::string& name) {
  const Properties access(H5Pcreate(H5P_DATASET_ACCESS));
  if (access.id() < 0 || H5Pset_chunk_cache(access.id(), 1, 0, H5D_CHUNK_CACHE_W0_DEFAULT) < 0) {
    fail("cannot set HDF5 properties");
  }
  Dataset out(H5Dopen2(location, name.c_str(), access.id()));
  if (out.id() < 0) fail("cannot open dataset '" + name + "'");
  return out;
}

std::vector<std::string> member_names(const Group& group) {
  // Looks at every link of a small group: of one that cannot be read, the listing would free what
  // was never allocated.
  if (H5Lexists(group.id(), kNoName, H5P_DEFAULT) < 0) {
    fail("cannot list group '" + path_of(group.id()) + "'");
  }
  const Properties creation(H5Gget_create_plist(group.id()));
  unsigned order = 0;
  H5G_info_t info{};
  if (creation.id() < 0 || H5Pget_link_creation_order(creation.id(), &order) < 0 ||
      H5Gget_info(group.id(), &info) < 0) {
    fail("cannot list group '" + path_of(group.id()) + "'");
  }
  const H5_index_t index =
      (order & H5P_CRT_ORDER_INDEXED) != 0 ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
  std::vector<std::string> out;
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    const auto get = [&](char* buffer, std::size_t size) {
      const ssize_t length =
          H5Lget_name_by_idx(group.id(), ".", index, H5_ITER_INC, i, buffer, size, H5P_DEFAULT);
      if (length < 0) fail("cannot list group '" + path_of(group.id()) + "'");
      return static_cast<std::size_t>(length);
    };
    std::string name(get(nullptr, 0), '\0');
    get(name.data(), name.size() + 1);
    out.push_back(std::move(name));
  }
  return out;
}

std::string path_of(hid_t object) {
  const ssize_t length = H5Iget_name(object, nullptr, 0);
  if (length <= 0) return "?";
  std::string out(static_cast<std::size_t>(length), '\0');
  H5Iget_name(object, out.data(), out.size() + 1);
  return out;
}

}  // namespace lexicnn::h5
