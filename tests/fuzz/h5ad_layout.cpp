#include "fuzz/h5ad_layout.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <hdf5.h>
#include <numeric>
#include <set>

namespace lexicnn::fuzz {
namespace {

constexpr std::string_view kCollection = "GCOL";
/// Shorter names could be anything else.
constexpr std::size_t kLongName = 4;

class Layout {
 public:
  explicit Layout(const std::string& bytes) : bytes_(bytes) {}

  std::vector<ByteRange> run(const std::filesystem::path& path) {
    add_collections();
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    H5Ovisit(file, H5_INDEX_NAME, H5_ITER_INC, visit, this);
    H5Fclose(file);
    add_names();
    return out_;
  }

 private:
  void add(std::size_t begin, std::size_t size) {
    const std::size_t end = std::min(begin + size, bytes_.size());
    if (begin < end) out_.push_back({begin, end});
  }

  [[nodiscard]] bool is_open(std::size_t at) const {
    return std::any_of(out_.begin(), out_.end(), [at](const ByteRange& range) {
      return range.begin <= at && at < range.end;
    });
  }

  /// Each collection, and the references to it in attributes: length, address, index.
  void add_collections() {
    for (std::size_t at = bytes_.find(kCollection); at != std::string::npos;
         at = bytes_.find(kCollection, at + 1)) {
      std::uint64_t size = 0;
      std::memcpy(&size, bytes_.data() + at + 8, sizeof size);
      add(at, size);
      std::string address(8, '\0');
      const std::uint64_t number = at;
      std::memcpy(address.data(), &number, sizeof number);
      for (std::size_t to = bytes_.find(address); to != std::string::npos;
           to = bytes_.find(address, to + 1))
        add(to - 4, 4 + address.size() + 4);
    }
  }

  static herr_t visit(hid_t root, const char* name, const H5O_info_t* info, void* layout) {
    auto& self = *static_cast<Layout*>(layout);
    const std::string path = name;
    self.names_.insert(path.substr(path.rfind('/') + 1));
    if (info->type == H5O_TYPE_DATASET) self.add_dataset(root, name);
    return 0;
  }

  void add_dataset(hid_t root, const char* name) {
    const hid_t dataset = H5Dopen2(root, name, H5P_DEFAULT);
    const hid_t creation = H5Dget_create_plist(dataset);
    if (H5Pget_layout(creation) == H5D_CONTIGUOUS) {
      const haddr_t offset = H5Dget_offset(dataset);
      if (offset != HADDR_UNDEF) add(offset, H5Dget_storage_size(dataset));
    } else if (H5Pget_layout(creation) == H5D_CHUNKED && H5Pget_nfilters(creation) == 0) {
      add_chunks(dataset);
    }
    H5Pclose(creation);
    H5Dclose(dataset);
  }

  void add_chunks(hid_t dataset) {
    const hid_t space = H5Dget_space(dataset);
    hsize_t count = 0;
    H5Dget_num_chunks(dataset, space, &count);
    for (hsize_t i = 0; i < count; ++i) {
      hsize_t place[H5S_MAX_RANK];
      unsigned filters = 0;
      haddr_t address = HADDR_UNDEF;
      hsize_t size = 0;
      H5Dget_chunk_info(dataset, space, i, place, &filters, &address, &size);
      if (address != HADDR_UNDEF) add(address, size);
    }
    H5Sclose(space);
  }

  /// The letters of the members' names, in the headers of groups.
  void add_names() {
    for (const std::string& name : names_) {
      if (name.size() < kLongName) continue;
      for (std::size_t at = bytes_.find(name); at != std::string::npos;
           at = bytes_.find(name, at + 1)) {
        if (!is_open(at)) add(at, name.size());
      }
    }
  }

  const std::string& bytes_;
  std::vector<ByteRange> out_;
  std::set<std::string> names_;
};

}  // namespace

std::vector<ByteRange> open_ranges(const std::filesystem::path& path, const std::string& bytes) {
  return Layout(bytes).run(path);
}

}  // namespace lexicnn::fuzz
