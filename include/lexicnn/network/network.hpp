/// A trained network as a list of layers that can be tapped.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lexicnn/core/export.hpp"
#include "lexicnn/core/table.hpp"

namespace lexicnn {

/// One convolution or dense layer.
struct Layer {
  std::string name;            ///< the model's own name of the layer, unique
  std::uint64_t index = 0;     ///< 0, 1, … in topological order, over all layers of the network
  double depth = 0;            ///< index / (number of layers - 1); 0 for a single layer
  std::string operation;       ///< "convolution", "depthwise convolution", "grouped convolution",
                               ///< "transposed convolution" or "dense"
  std::uint64_t features = 0;  ///< channels, or units
  std::vector<std::int64_t> output_shape;  ///< as the model gives it; -1 = dynamic
  std::string follows;         ///< what comes after: "batch norm, relu6", "add", "softmax", …
  std::string activation_tap;  ///< name of the node read by the tap `activation`
  std::string linear_tap;      ///< name of the node read by the tap `linear`
  std::string activation_includes;  ///< what lies between: "bias, batch norm, relu6"; "" = nothing
  std::string linear_includes;      ///< the same of the tap `linear`
  bool classifier = false;  ///< gives the class scores: the last dense layer or 1×1 convolution
};

/// The image input of a network.
struct NetworkInput {
  std::string name;
  bool channels_last = false;  ///< NHWC; otherwise NCHW
  std::int64_t height = -1;    ///< pixels; -1 = dynamic
  std::int64_t width = -1;
};

/// A model file, read. Cheap to move; the graph behind it is shared with the captures made from it.
class LEXICNN_API Network {
 public:
  /// Reads ONNX (.onnx), TensorFlow Lite (.tflite), TensorFlow (a saved model's folder, or a frozen
  /// .pb) or OpenVINO IR (.xml). Throws Error(file_missing), or Error(invalid_model): not a model,
  /// not exactly one input of four axes with three channels, no convolution and no dense layer.
  static Network read(const std::filesystem::path& path);

  Network(Network&&) noexcept;
  Network& operator=(Network&&) noexcept;
  ~Network();

  [[nodiscard]] const std::vector<Layer>& layers() const noexcept;
  [[nodiscard]] const NetworkInput& input() const noexcept;
  /// SHA-256 of the model file; of their contents one after the other where the weights lie in a
  /// second file or the model is a folder.
  [[nodiscard]] const std::string& sha256() const noexcept;
  [[nodiscard]] const std::filesystem::path& path() const noexcept;

  /// The engine and its version, e.g. "OpenVINO 2026.4.1-…".
  [[nodiscard]] const std::string& engine() const noexcept;

  struct Graph;
  [[nodiscard]] const Graph& graph() const noexcept;  ///< for the network stage's own sources

 private:
  explicit Network(std::shared_ptr<const Graph> graph);
  std::shared_ptr<const Graph> graph_;
};

/// Which layers a list of patterns means: all but the classifier where `patterns` is empty, else
/// those that match any of them, in topological order. Throws Error(invalid_option) that names the
/// pattern without a match and lists a few layers.
LEXICNN_API std::vector<std::uint64_t> choose_layers(const Network& network,
                                                     const std::vector<std::string>& patterns);

}  // namespace lexicnn
