#include "store/hdf5_heap.hpp"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lexicnn::h5 {
namespace {

constexpr const char* kReferenceTag = "lexicnn: reference into the global heap";
constexpr std::size_t kMostCached = std::size_t{64} << 20U;
constexpr std::string_view kSignature = "GCOL";

std::uint64_t little_endian(std::span<const std::byte> bytes) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    out |= static_cast<std::uint64_t>(bytes[i]) << (8 * i);
  return out;
}

constexpr std::uint64_t aligned(std::uint64_t size) {
  return (size + 7) / 8 * 8;
}

bool is_reference_type(hid_t type) {
  char* tag = H5Tget_class(type) == H5T_OPAQUE ? H5Tget_tag(type) : nullptr;
  const bool is_ours = tag != nullptr && std::strcmp(tag, kReferenceTag) == 0;
  H5free_memory(tag);
  return is_ours;
}

/// HDF5's conversion from a text of variable length to the reference that it is in the file.
herr_t keep_reference(hid_t from, hid_t to, H5T_cdata_t* data, std::size_t, std::size_t,
                      std::size_t, void*, void*, hid_t) {
  if (data->command != H5T_CONV_INIT) return 0;
  data->need_bkg = H5T_BKG_NO;
  return H5Tis_variable_str(from) > 0 && is_reference_type(to) ? 0 : -1;
}

Type opaque_type(std::size_t size) {
  Type out(H5Tcreate(H5T_OPAQUE, size));
  if (out.id() < 0 || H5Tset_tag(out.id(), kReferenceTag) < 0) fail("cannot make a datatype");
  return out;
}

void register_conversion() {
  static const bool kRegistered = [] {
    const Type text = memory_type(Scalar::text);
    return H5Tregister(H5T_PERS_SOFT, "lexicnn", text.id(), opaque_type(16).id(), keep_reference) >=
           0;
  }();
  if (!kRegistered) throw Failure("HDF5 cannot be told how to read texts");
}

[[noreturn]] void refuse(std::uint64_t address, std::string_view why) {
  throw Failure(fmt::format("the file is damaged: its texts at byte {} {}", address, why));
}

}  // namespace

GlobalHeap::GlobalHeap(hid_t object) {
  const File file(H5Iget_file_id(object));
  const Properties creation(H5Fget_create_plist(file.id()));
  hsize_t user_block = 0;
  void* descriptor = nullptr;
  if (file.id() < 0 || H5Pget_sizes(creation.id(), &address_size_, &length_size_) < 0 ||
      H5Pget_userblock(creation.id(), &user_block) < 0 ||
      H5Fget_vfd_handle(file.id(), H5P_DEFAULT, &descriptor) < 0) {
    fail("cannot find the texts of the file");
  }
  if (address_size_ > 8 || length_size_ > 8) throw Failure("its addresses have more than 64 bits");
  base_ = user_block;
  file_ = *static_cast<const int*>(descriptor);
}

Type GlobalHeap::reference_type() const {
  register_conversion();
  return opaque_type(reference_size());
}

std::string_view GlobalHeap::text(std::span<const std::byte> reference) {
  const std::uint64_t length = little_endian(reference.first(4));
  const std::uint64_t address = little_endian(reference.subspan(4, address_size_));
  const std::uint64_t index = little_endian(reference.subspan(4 + address_size_, 4));
  if (length == 0 || address == 0) return {};
  const auto& objects = collection(address).objects;
  if (index >= objects.size() || objects[index].size() < length) {
    refuse(address, fmt::format("lack number {} of {} bytes", index, length));
  }
  const std::string_view text(reinterpret_cast<const char*>(objects[index].data()), length);
  return text.substr(0, text.find('\0'));
}

const GlobalHeap::Collection& GlobalHeap::collection(std::uint64_t address) {
  const auto found = collections_.find(address);
  if (found != collections_.end()) return found->second;
  Collection read = read_collection(address);
  if (cached_ + read.bytes.size() > kMostCached) {
    collections_.clear();
    cached_ = 0;
  }
  cached_ += read.bytes.size();
  return collections_.emplace(address, std::move(read)).first->second;
}

GlobalHeap::Collection GlobalHeap::read_collection(std::uint64_t address) const {
  // Signature, version, three spare bytes, size.
  const std::uint64_t header_size = 8 + length_size_;
  const std::vector<std::byte> header = bytes_at(address, header_size);
  if (std::memcmp(header.data(), kSignature.data(), kSignature.size()) != 0) {
    refuse(address, "have no signature");
  }
  const std::uint64_t size = little_endian(std::span(header).subspan(8));
  if (size < header_size) refuse(address, "are shorter than their header");
  Collection out{bytes_at(address, size), {}};
  find_objects(out);
  return out;
}

/// Objects follow each other up to one of index 0, the free space, or the end. One that reaches
/// beyond the collection ends the list, so that what lies before it can be read.
void GlobalHeap::find_objects(Collection& collection) const {
  const std::span<const std::byte> bytes = collection.bytes;
  // Index, count of references, four spare bytes, size; padded.
  const std::uint64_t header_size = aligned(8 + length_size_);
  std::uint64_t at = header_size;
  while (bytes.size() >= at && bytes.size() - at >= header_size) {
    const std::uint64_t index = little_endian(bytes.subspan(at, 2));
    const std::uint64_t size = little_endian(bytes.subspan(at + 8, length_size_));
    at += header_size;
    if (index == 0 || size > bytes.size() - at) return;
    if (collection.objects.size() <= index) collection.objects.resize(index + 1);
    collection.objects[index] = bytes.subspan(at, size);
    at += aligned(size);
  }
}

std::vector<std::byte> GlobalHeap::bytes_at(std::uint64_t address, std::uint64_t count) const {
  struct stat status {};
  if (::fstat(file_, &status) != 0) refuse(address, "cannot be read");
  const auto end = static_cast<std::uint64_t>(status.st_size);
  if (base_ > end || address > end - base_ || count > end - base_ - address) {
    refuse(address, "lie beyond its end");
  }
  std::vector<std::byte> out(count);
  std::size_t done = 0;
  while (done < count) {
    const ssize_t now =
        ::pread(file_, out.data() + done, count - done, static_cast<off_t>(base_ + address + done));
    if (now < 0 && errno == EINTR) continue;
    if (now <= 0) refuse(address, "cannot be read");
    done += static_cast<std::size_t>(now);
  }
  return out;
}

}  // namespace lexicnn::h5
