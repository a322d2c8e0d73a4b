/// Tells the format of a model file without asking readers that do not know it.
#pragma once

#include <filesystem>

namespace lexicnn {

enum class ModelFormat { onnx, tensorflow, tensorflow_lite, ir };

/// By extension (.onnx, .tflite, .pb, .xml; a folder is a TensorFlow saved model), confirmed by the
/// content. Throws Error(invalid_model) that says what is expected.
ModelFormat recognise_format(const std::filesystem::path& path);

/// The engine's name of the reader of a format.
const char* reader_name(ModelFormat format) noexcept;

}  // namespace lexicnn
