#include "lexicnn/images/prepare.hpp"

#include <fmt/format.h>
#include <new>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/sha256.hpp"

#include "images/decoder.hpp"
#include "images/files.hpp"

namespace lexicnn {
namespace {

/// The file's pixels; where it is bad an empty image, and the record says why.
RgbImage read_image(const std::filesystem::path& path, ImageRecord& record) {
  std::vector<std::byte> bytes;
  if (const std::string why = images::read_whole(path, bytes, &record.modified); !why.empty()) {
    record.reason = "the file cannot be read: " + why;
    return {};
  }
  record.bytes = bytes.size();
  record.sha256 = sha256(bytes);
  try {
    RgbImage image = images::decode(bytes, record.facts);
    record.good = true;
    return image;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::invalid_image) throw;
    record.reason = error.what();
    return {};
  }
}

}  // namespace

ImageRecord prepare_image(const std::filesystem::path& path, const Preprocessing& preprocessing,
                          TensorLayout layout, std::span<float> out) {
  ImageRecord record;
  try {
    const RgbImage image = read_image(path, record);
    if (record.good) preprocess(image, preprocessing, layout, out);
  } catch (const std::bad_alloc&) {
    throw Error(
        ErrorKind::memory_limit,
        fmt::format("not enough memory to decode '{}' ({} bytes, {} × {} pixels)",
                    images::shown(path), record.bytes, record.facts.width, record.facts.height));
  }
  return record;
}

bool is_unchanged(const std::filesystem::path& path, const ImageRecord& record) {
  if (record.sha256.empty()) return false;
  const auto now = images::size_and_time(path);
  if (!now || now->first != record.bytes) return false;
  if (now->second == record.modified) return true;
  std::vector<std::byte> bytes;
  return images::read_whole(path, bytes).empty() && sha256(bytes) == record.sha256;
}

}  // namespace lexicnn
