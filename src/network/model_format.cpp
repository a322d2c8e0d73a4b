#include "network/model_format.hpp"

#include <cstdint>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <string>

#include <openvino/frontend/manager.hpp>

#include "lexicnn/core/error.hpp"

#include "network/engine.hpp"

namespace lexicnn {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& reason) {
  throw Error(ErrorKind::invalid_model,
              fmt::format("'{}' is not a model: {}", path.string(), reason));
}

std::optional<std::uint64_t> read_varint(std::istream& in) {
  std::uint64_t out = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const int byte = in.get();
    if (byte < 0) return std::nullopt;
    out |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return out;
  }
  return std::nullopt;
}

/// True where the file is one field of TensorFlow's GraphDef after the other to its last byte:
/// messages and the old version number. The engine's reader tries anything else as text, and
/// complains about that on the standard error output.
bool holds_graph_fields(const std::filesystem::path& path) {
  constexpr std::uint64_t kNumber = 3U << 3U;
  const std::uint64_t size = std::filesystem::file_size(path);
  std::ifstream in(path, std::ios::binary);
  std::uint64_t at = 0;
  while (at < size) {
    const auto tag = read_varint(in);
    const bool message = tag && (*tag & 7U) == 2 && *tag >> 3U >= 1 && *tag >> 3U <= 4;
    const auto number = message || tag == kNumber ? read_varint(in) : std::nullopt;
    if (!number) return false;
    at = static_cast<std::uint64_t>(in.tellg());
    const std::uint64_t length = message ? *number : 0;
    if (length > size - at) return false;
    at += length;
    in.seekg(static_cast<std::streamoff>(at));
  }
  return size != 0;
}

std::optional<ModelFormat> by_extension(const std::filesystem::path& path) {
  const std::string extension = path.extension().string();
  if (extension == ".onnx") return ModelFormat::onnx;
  if (extension == ".tflite") return ModelFormat::tensorflow_lite;
  if (extension == ".pb") return ModelFormat::tensorflow;
  if (extension == ".xml") return ModelFormat::ir;
  return std::nullopt;
}

}  // namespace

ModelFormat recognise_format(const std::filesystem::path& path) {
  if (std::filesystem::is_directory(path)) {
    if (!std::filesystem::is_regular_file(path / "saved_model.pb")) {
      refuse(path, "the folder holds no saved_model.pb");
    }
    return ModelFormat::tensorflow;
  }
  if (path.filename() == "saved_model.pb") refuse(path, "give the folder that holds it");
  const auto format = by_extension(path);
  if (!format) {
    refuse(path,
           "known are .onnx, .tflite, .pb (TensorFlow, frozen), .xml (OpenVINO IR) and the folder "
           "of a TensorFlow saved model");
  }
  const bool whole = *format != ModelFormat::tensorflow || holds_graph_fields(path);
  const bool known = whole && engine::guarded(ErrorKind::invalid_model, path.string(), [&] {
                       ov::frontend::FrontEndManager manager;
                       const auto reader = manager.load_by_framework(reader_name(*format));
                       return reader != nullptr && reader->supported(path.string());
                     });
  if (!known) {
    refuse(path, fmt::format("its content is not what {} files hold", path.extension().string()));
  }
  return *format;
}

const char* reader_name(ModelFormat format) noexcept {
  switch (format) {
    case ModelFormat::onnx:
      return "onnx";
    case ModelFormat::tensorflow:
      return "tf";
    case ModelFormat::tensorflow_lite:
      return "tflite";
    case ModelFormat::ir:
      return "ir";
  }
  return "";
}

}  // namespace lexicnn
