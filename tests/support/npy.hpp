/// Reads NumPy's .npy files: version 1, little-endian float32, float64, int32 or int64, in C order.
#pragma once

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <numeric>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace lexicnn::test {

/// An array of one type, row by row.
template <typename T>
struct Npy {
  std::vector<std::uint64_t> shape;
  std::vector<T> data;

  /// Product of the extents after the first: the values of one row.
  [[nodiscard]] std::uint64_t row_size() const {
    std::uint64_t size = 1;
    for (std::size_t axis = 1; axis < shape.size(); ++axis)
      size *= shape[axis];
    return size;
  }
};

template <typename T>
constexpr std::string_view npy_type() {
  static_assert(std::is_same_v<T, float> || std::is_same_v<T, double> ||
                std::is_same_v<T, std::int32_t> || std::is_same_v<T, std::int64_t>);
  return std::is_same_v<T, float>          ? "<f4"
         : std::is_same_v<T, double>       ? "<f8"
         : std::is_same_v<T, std::int32_t> ? "<i4"
                                           : "<i8";
}

/// The text between `open` and `close` after the key in the header's Python dict.
inline std::string npy_field(const std::string& header, const std::string& key, char open,
                             char close) {
  const std::size_t at = header.find("'" + key + "'");
  const std::size_t begin = header.find(open, at == std::string::npos ? at : at + key.size() + 2);
  const std::size_t end = header.find(close, begin == std::string::npos ? begin : begin + 1);
  if (end == std::string::npos) throw std::runtime_error("no " + key + " in the header: " + header);
  return header.substr(begin + 1, end - begin - 1);
}

/// Throws std::runtime_error, naming the file, where it is not an array of T of the kind above.
template <typename T>
Npy<T> read_npy(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  const auto require = [&path](bool good, const std::string& what) {
    if (!good) throw std::runtime_error(path.string() + ": " + what);
  };
  char start[10];
  require(static_cast<bool>(in.read(start, sizeof start)), "cannot be read");
  require(std::string_view(start, 8) == std::string_view("\x93NUMPY\x01\x00", 8),
          "is not a .npy file of version 1");
  const auto low = static_cast<unsigned char>(start[8]);
  const auto high = static_cast<unsigned char>(start[9]);
  std::string header(static_cast<std::size_t>(low | high << 8U), '\0');
  in.read(header.data(), static_cast<std::streamsize>(header.size()));

  const std::string type = npy_field(header, "descr", '\'', '\'');
  require(type == npy_type<T>(), "holds " + type + ", not " + std::string(npy_type<T>()));
  require(header.find("'fortran_order': False") != std::string::npos, "is not in C order");

  Npy<T> out;
  const std::string extents = npy_field(header, "shape", '(', ')');
  for (std::size_t at = 0; (at = extents.find_first_of("0123456789", at)) != std::string::npos;) {
    std::size_t length = 0;
    out.shape.push_back(std::stoull(extents.substr(at), &length));
    at += length;
  }
  out.data.resize(
      std::accumulate(out.shape.begin(), out.shape.end(), std::uint64_t{1}, std::multiplies<>()));
  in.read(reinterpret_cast<char*>(out.data.data()),
          static_cast<std::streamsize>(out.data.size() * sizeof(T)));
  require(static_cast<bool>(in) && in.peek() == std::ifstream::traits_type::eof(),
          "has not as many values as its shape says");
  return out;
}

}  // namespace lexicnn::test
