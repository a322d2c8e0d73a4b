/// Texts of variable length, which an HDF5 file keeps in its global heap.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/hdf5.hpp"

namespace lexicnn::h5 {

/// Follows references into the global heap of a file that is open for reading. HDF5 1.10 trusts
/// what it finds there, and a damaged file then makes it read anywhere or for ever; here every
/// address and size is checked against the file. Failure where one is wrong.
class GlobalHeap {
 public:
  /// The heap of the file that `object` is in.
  explicit GlobalHeap(hid_t object);

  /// Bytes of a reference: a length, the address of a collection and an index in it.
  [[nodiscard]] std::size_t reference_size() const noexcept { return 4 + address_size_ + 4; }

  /// A type in memory into which HDF5 reads references as they are.
  [[nodiscard]] Type reference_type() const;

  /// The text that a reference leads to, up to its first zero byte. Valid until the next call.
  [[nodiscard]] std::string_view text(std::span<const std::byte> reference);

 private:
  /// A run of objects in the file, by their index.
  struct Collection {
    std::vector<std::byte> bytes;
    std::vector<std::span<const std::byte>> objects;
  };

  const Collection& collection(std::uint64_t address);
  [[nodiscard]] Collection read_collection(std::uint64_t address) const;
  void find_objects(Collection& collection) const;
  [[nodiscard]] std::vector<std::byte> bytes_at(std::uint64_t address, std::uint64_t count) const;

  int file_ = -1;  // HDF5's own descriptor
  std::uint64_t base_ = 0;
  std::size_t address_size_ = 0;
  std::size_t length_size_ = 0;
  std::unordered_map<std::uint64_t, Collection> collections_;
  std::size_t cached_ = 0;  // bytes
};

}  // namespace lexicnn::h5
