#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <string_view>

#include "lexicnn/core/csv_reader.hpp"
#include "lexicnn/core/error.hpp"
#include "lexicnn/store/npy.hpp"

#include "store/npy_file.hpp"
#include "store/utf8.hpp"

namespace lexicnn {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
  throw Error(ErrorKind::invalid_file, fmt::format("'{}' {}", path.string(), why));
}

template <typename T>
std::string number_text(std::span<const std::byte> element) {
  T value{};
  std::memcpy(&value, element.data(), sizeof(T));
  return fmt::format("{}", value);
}

std::string truth_text(std::span<const std::byte> element) {
  return element[0] != std::byte{0} ? "true" : "false";
}

/// Bytes padded with zeros.
std::string bytes_text(std::span<const std::byte> element) {
  const std::string_view all(reinterpret_cast<const char*>(element.data()), element.size());
  return std::string(all.substr(0, all.find_last_not_of('\0') + 1));
}

/// UTF-32, padded with zeros.
std::string wide_text(std::span<const std::byte> element) {
  std::u32string codes(element.size() / 4, U'\0');
  if (!codes.empty()) std::memcpy(codes.data(), element.data(), element.size());
  codes.erase(codes.find_last_not_of(U'\0') + 1);
  return to_utf8(codes);
}

using TextOf = std::string (*)(std::span<const std::byte>);

TextOf text_of(const NpyFile& file) {
  const std::string& type = file.type();
  if (type == "|b1") return truth_text;
  if (type == "|i1") return number_text<std::int8_t>;
  if (type == "|u1") return number_text<std::uint8_t>;
  if (type == "<i2") return number_text<std::int16_t>;
  if (type == "<u2") return number_text<std::uint16_t>;
  if (type == "<i4") return number_text<std::int32_t>;
  if (type == "<u4") return number_text<std::uint32_t>;
  if (type == "<i8") return number_text<std::int64_t>;
  if (type == "<u8") return number_text<std::uint64_t>;
  if (type.substr(0, 2) == "|S") return bytes_text;
  if (type.substr(0, 2) == "<U") return wide_text;
  file.refuse(fmt::format("holds labels of '{}'; integers, booleans or text are needed", type));
}

std::vector<std::string> read_npy_labels(const std::filesystem::path& path) {
  const NpyFile file(path);
  const TextOf text = text_of(file);
  if (file.shape().size() != 1) {
    file.refuse(
        fmt::format("has {} dimensions; one label an image is needed", file.shape().size()));
  }
  // A file of a few bytes could hold any number of these.
  if (file.element_bytes() == 0) file.refuse("holds labels without a character");
  std::vector<std::string> out;
  for (std::uint64_t i = 0; i < file.elements(); ++i) {
    out.push_back(text(file.data().subspan(i * file.element_bytes(), file.element_bytes())));
  }
  return out;
}

/// The place of the column of labels, and whether the first record is a heading.
std::pair<std::size_t, bool> label_column(const std::filesystem::path& path,
                                          const std::vector<std::string>& first) {
  for (const char* heading : {"class", "label"}) {
    const auto found = std::find(first.begin(), first.end(), heading);
    if (found != first.end()) return {static_cast<std::size_t>(found - first.begin()), true};
  }
  if (first.size() == 1) return {0, false};
  refuse(path, fmt::format("has the columns {}; one of them must be named 'class' or 'label'",
                           fmt::join(first, ", ")));
}

std::vector<std::string> read_csv_labels(const std::filesystem::path& path) {
  const std::vector<CsvRecord> records = read_csv(path);
  if (records.empty()) refuse(path, "holds no labels");
  const auto [column, heading] = label_column(path, records.front().fields);
  std::vector<std::string> out;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (records[i].after_empty) {
      refuse(path, fmt::format("is empty in line {}; each line holds one label, so remove it or "
                               "put a label there",
                               records[i].line - 1));
    }
    if (heading && i == 0) continue;
    if (records[i].fields.size() != records.front().fields.size()) {
      refuse(path,
             fmt::format("has {} fields in line {}, {} in the first", records[i].fields.size(),
                         records[i].line, records.front().fields.size()));
    }
    out.push_back(records[i].fields[column]);
    if (out.back().empty())
      refuse(path, fmt::format("has an empty label in line {}", records[i].line));
  }
  return out;
}

}  // namespace

std::vector<std::string> read_label_file(const std::filesystem::path& path) {
  std::vector<std::string> out =
      path.extension() == ".npy" ? read_npy_labels(path) : read_csv_labels(path);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto refuse_label = [&](std::string_view why) {
      refuse(path, fmt::format("has a label, number {}, that {}", i, why));
    };
    if (out[i].empty()) refuse_label("is empty");
    if (!is_utf8(out[i])) refuse_label("is not UTF-8");
    if (out[i].find('\0') != std::string::npos) refuse_label("holds a zero byte");
  }
  return out;
}

}  // namespace lexicnn
