/// The files that a model consists of.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace lexicnn {

/// The file itself and the weights beside it (.bin of OpenVINO IR, .data or _data of ONNX), or all
/// files of a saved model folder; in order of path. Throws Error(file_missing).
std::vector<std::filesystem::path> model_files(const std::filesystem::path& path);

/// SHA-256 of one file, or of the contents of several, one after the other.
std::string model_sha256(const std::vector<std::filesystem::path>& files);

}  // namespace lexicnn
