/// The layout of a .npy file:
/// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "store/mapped_file.hpp"

namespace lexicnn {

/// A .npy file, mapped, with its header read.
class NpyFile {
 public:
  /// Throws Error(file_missing), or Error(invalid_file) where it is not a whole .npy file.
  explicit NpyFile(const std::filesystem::path& path);

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

  /// NumPy's name of the element type, e.g. "<f4".
  [[nodiscard]] const std::string& type() const noexcept { return type_; }
  [[nodiscard]] std::uint64_t element_bytes() const noexcept { return element_bytes_; }
  [[nodiscard]] bool fortran_order() const noexcept { return fortran_order_; }
  [[nodiscard]] const std::vector<std::uint64_t>& shape() const noexcept { return shape_; }
  [[nodiscard]] std::uint64_t elements() const noexcept;

  /// All elements, in the file's order.
  [[nodiscard]] std::span<const std::byte> data() const noexcept { return data_; }

  /// The file that data() lies in.
  [[nodiscard]] const MappedFile& mapped() const noexcept { return file_; }

  /// Error(invalid_file): "'<path>' <why>".
  [[noreturn]] void refuse(const std::string& why) const;

 private:
  [[nodiscard]] std::string_view header(std::size_t& end) const;
  void parse(std::string_view header);

  std::filesystem::path path_;
  MappedFile file_;
  std::string type_;
  std::uint64_t element_bytes_ = 0;
  bool fortran_order_ = false;
  std::vector<std::uint64_t> shape_;
  std::span<const std::byte> data_;
};

}  // namespace lexicnn
