#include "extract/record_bytes.hpp"

#include <cstdint>
#include <cstring>

namespace lexicnn::extract_stage {
namespace {

class Writer {
 public:
  template <typename Number>
  void number(Number& value) {
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void text(std::string_view value) {
    auto size = static_cast<std::uint32_t>(value.size());
    number(size);
    bytes += value;
  }
  template <std::size_t N>
  void text(const FixedText<N>& value) {
    text(value.view());
  }
  void digest(const Digest& value) { text(value.hex()); }
  std::string bytes;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest(bytes) {}

  template <typename Number>
  void number(Number& value) {
    if (sound = sound && rest.size() >= sizeof value; !sound) return;
    std::memcpy(&value, rest.data(), sizeof value);
    rest.remove_prefix(sizeof value);
  }
  std::string_view text() {
    std::uint32_t size = 0;
    number(size);
    if (sound = sound && rest.size() >= size; !sound) return {};
    const std::string_view value = rest.substr(0, size);
    rest.remove_prefix(size);
    return value;
  }
  void text(std::string& value) { value = text(); }
  template <std::size_t N>
  void text(FixedText<N>& value) {
    const std::string_view read = text();
    if (sound = sound && read.size() <= N; sound) value = read;
  }
  void digest(Digest& value) {
    const std::optional<Digest> read = Digest::parse(text());
    if (sound = sound && read.has_value(); sound) value = *read;
  }

  std::string_view rest;
  bool sound = true;
};

/// Every field of a record, in the order of the bytes.
template <typename Archive>
void pass(Archive& archive, ImageRecord& record) {
  archive.number(record.good);
  archive.text(record.reason);
  archive.text(record.facts.format);
  archive.text(record.facts.mode);
  archive.number(record.facts.width);
  archive.number(record.facts.height);
  archive.number(record.facts.orientation);
  archive.number(record.bytes);
  archive.digest(record.sha256);
  archive.number(record.modified);
}

}  // namespace

std::string to_bytes(const ImageRecord& record) {
  Writer writer;
  ImageRecord copy = record;
  pass(writer, copy);
  return std::move(writer.bytes);
}

std::optional<ImageRecord> from_bytes(std::string_view bytes) {
  Reader reader(bytes);
  ImageRecord record;
  pass(reader, record);
  if (!reader.sound || !reader.rest.empty()) return {};
  return record;
}

}  // namespace lexicnn::extract_stage
