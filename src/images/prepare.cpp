#include "lexicnn/images/prepare.hpp"

#include <fmt/format.h>
#include <new>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/sha256.hpp"

#include "images/decoder.hpp"
#include "images/files.hpp"

namespace lexicnn {
namespace {

/// Where there is not enough memory, the error names the file.
template <typename Work>
auto naming_file(const std::filesystem::path& path, const ImageRecord& record, const Work& work) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    throw Error(
        ErrorKind::memory_limit,
        fmt::format("not enough memory to decode '{}' ({} bytes, {} × {} pixels)",
                    images::shown(path), record.bytes, record.facts.width, record.facts.height));
  }
}

/// What an image must keep for the resize that follows to have enough pixels.
images::LeastSize least_size(const Preprocessing& preprocessing) {
  if (!preprocessing.fast_resize) return {};
  if (preprocessing.resize == ResizeMode::squash)
    return {preprocessing.width, preprocessing.height};
  return {preprocessing.short_side, preprocessing.short_side};
}

}  // namespace

std::vector<std::byte> read_image(const std::filesystem::path& path, ImageRecord& record) {
  return naming_file(path, record, [&] {
    std::vector<std::byte> bytes;
    if (const std::string why = images::read_whole(path, bytes, &record.modified); !why.empty()) {
      record.reason = "the file cannot be read: " + why;
      return std::vector<std::byte>();
    }
    record.bytes = bytes.size();
    record.sha256 = digest_of(bytes);
    return bytes;
  });
}

void prepare_pixels(const std::filesystem::path& path, std::span<const std::byte> bytes,
                    const Preprocessing& preprocessing, TensorLayout layout, std::span<float> out,
                    ImageRecord& record) {
  naming_file(path, record, [&] {
    RgbImage image;
    try {
      image = images::decode(bytes, record.facts, least_size(preprocessing));
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::invalid_image) throw;
      record.reason = error.what();
      return;
    }
    preprocess(image, preprocessing, layout, out);
    record.good = true;
  });
}

ImageRecord prepare_image(const std::filesystem::path& path, const Preprocessing& preprocessing,
                          TensorLayout layout, std::span<float> out) {
  ImageRecord record;
  const std::vector<std::byte> bytes = read_image(path, record);
  if (!record.sha256.empty()) prepare_pixels(path, bytes, preprocessing, layout, out, record);
  return record;
}

bool is_unchanged(const std::filesystem::path& path, const ImageRecord& record) {
  if (record.sha256.empty()) return false;
  const auto now = images::size_and_time(path);
  if (!now || now->first != record.bytes) return false;
  if (now->second == record.modified) return true;
  std::vector<std::byte> bytes;
  return images::read_whole(path, bytes).empty() && digest_of(bytes) == record.sha256;
}

}  // namespace lexicnn
