#include "store/npy_file.hpp"

#include <charconv>
#include <cstring>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <limits>
#include <string_view>

#include "lexicnn/core/error.hpp"

namespace lexicnn {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";

/// What follows `'key':` in the header, or nothing.
std::string_view value_of(std::string_view header, std::string_view key) {
  const std::size_t at = header.find(fmt::format("'{}':", key));
  if (at == std::string_view::npos) return {};
  const std::string_view rest = header.substr(at + key.size() + 3);
  return rest.substr(std::min(rest.find_first_not_of(' '), rest.size()));
}

std::string_view until(std::string_view text, char end) {
  return text.substr(0, text.find(end));
}

/// The number at the start of `text`, which is cut off; -1 where there is none.
std::int64_t take_number(std::string_view& text) {
  std::int64_t number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0) return -1;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

/// Bytes of an element, from a type such as "<f4", "|S12" or "<U8" (4 bytes a character); 0 where
/// it is not one of fixed size.
std::uint64_t bytes_of(std::string_view type) {
  if (type.size() < 3) return 0;
  std::string_view digits = type.substr(2);
  const std::int64_t count = take_number(digits);
  if (count < 0 || count > (1 << 28) || !digits.empty()) return 0;
  return static_cast<std::uint64_t>(count) * (type[1] == 'U' ? 4 : 1);
}

}  // namespace

NpyFile::NpyFile(const std::filesystem::path& path) : path_(path), file_(path) {
  std::size_t end = 0;
  parse(header(end));
  const std::uint64_t count = elements();
  const std::uint64_t available = file_.bytes().size() - end;
  if (count == std::numeric_limits<std::uint64_t>::max()) {
    refuse(fmt::format("says it is {}, more than any file holds", fmt::join(shape_, " × ")));
  }
  if (element_bytes_ != 0 && count > available / element_bytes_) {
    refuse(fmt::format("ends before its {} elements of {} do", count, type_));
  }
  if (const std::uint64_t rest = available - count * element_bytes_; rest != 0) {
    refuse(fmt::format("has {} bytes after its array; a file of one array is needed", rest));
  }
  data_ = file_.bytes().subspan(end, count * element_bytes_);
}

std::uint64_t NpyFile::elements() const noexcept {
  std::uint64_t count = 1;
  for (const std::uint64_t extent : shape_) {
    if (extent != 0 && count > std::numeric_limits<std::uint64_t>::max() / extent) {
      return std::numeric_limits<std::uint64_t>::max();  // more than any file holds
    }
    count *= extent;
  }
  return count;
}

void NpyFile::refuse(const std::string& why) const {
  throw Error(ErrorKind::invalid_file, fmt::format("'{}' {}", path_.string(), why));
}

/// The text of the header; `end` becomes the offset of the data.
std::string_view NpyFile::header(std::size_t& end) const {
  const std::string_view all(reinterpret_cast<const char*>(file_.bytes().data()),
                             file_.bytes().size());
  if (all.substr(0, kMagic.size()) != kMagic || all.size() < 12) refuse("is not a .npy file");
  const auto byte = [&all](std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(all[at]));
  };
  const std::size_t version = byte(6);
  if (version < 1 || version > 3) refuse(fmt::format("has the unknown .npy version {}", version));
  std::size_t length = byte(8) | byte(9) << 8U;
  if (version > 1) length |= byte(10) << 16U | byte(11) << 24U;
  const std::size_t begin = version > 1 ? 12 : 10;
  if (length > all.size() - begin) refuse("ends within its header");
  end = begin + length;
  return all.substr(begin, length);
}

void NpyFile::parse(std::string_view header) {
  const std::string_view descr = value_of(header, "descr");
  const std::string_view order = value_of(header, "fortran_order");
  std::string_view extents = value_of(header, "shape");
  if (descr.empty() || order.empty() || extents.empty() || extents.front() != '(') {
    refuse("has no readable .npy header");
  }
  if (descr.front() != '\'') refuse("holds records of several fields");
  type_ = until(descr.substr(1), '\'');
  element_bytes_ = bytes_of(type_);
  if (type_.find('O') != std::string::npos) {
    refuse("holds Python objects (a pickle), which lexicnn does not read");
  }
  fortran_order_ = order.substr(0, 4) == "True";
  extents = until(extents.substr(1), ')');
  while (!extents.empty()) {
    const std::int64_t extent = take_number(extents);
    if (extent < 0) refuse("has no readable shape");
    shape_.push_back(static_cast<std::uint64_t>(extent));
    extents.remove_prefix(std::min(extents.find_first_not_of(", "), extents.size()));
  }
}

}  // namespace lexicnn
