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
/// Of a collection, and of each text in it: index, count of references, size.
constexpr std::size_t kObjectHeader = 16;
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

  [[nodiscard]] std::uint64_t number_at(std::size_t at, std::size_t size) const {
    std::uint64_t out = 0;
    if (at + size <= bytes_.size()) std::memcpy(&out, bytes_.data() + at, size);
    return out;
  }

  void add_collections() {
    for (std::size_t at = bytes_.find(kCollection); at != std::string::npos;
         at = bytes_.find(kCollection, at + 1)) {
      const std::size_t size = number_at(at + 8, 8);
      add(at, size);
      for (std::size_t object = at + kObjectHeader; object + kObjectHeader <= at + size;) {
        const std::uint64_t index = number_at(object, 2);
        const std::uint64_t length = number_at(object + 8, 8);
        if (index == 0) break;
        add_references(at, index, length);
        object += kObjectHeader + (length + 7) / 8 * 8;
      }
    }
  }

  /// Wherever a text's length, the address of its collection and its index there follow each other.
  void add_references(std::uint64_t address, std::uint64_t index, std::uint64_t length) {
    std::string reference(16, '\0');
    std::memcpy(reference.data(), &length, 4);
    std::memcpy(reference.data() + 4, &address, 8);
    std::memcpy(reference.data() + 12, &index, 4);
    for (std::size_t at = bytes_.find(reference); at != std::string::npos;
         at = bytes_.find(reference, at + 1))
      add(at, reference.size());
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
