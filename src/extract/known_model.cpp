#include "lexicnn/extract/known_model.hpp"

namespace lexicnn {
namespace {

// Content hashes of the files that tools/models writes; nothing is guessed from a name.
constexpr std::string_view kEfficientNetLite0 =
    "426bd3c4bc6e4ecfd7c0cb60fb5a1a406688c943171d7bb938e8e8ee0edcdd2d";
constexpr std::string_view kVgg16 =
    "bf4b161399011ba7ed19138c7f866d4c699abd90846381d940be9678440abb5c";

}  // namespace

std::optional<KnownModel> known_model(std::string_view sha256) {
  if (sha256 == kEfficientNetLite0) return KnownModel{"EfficientNet-Lite0", "lite", {}};
  // Its dense head is foreign (design: docs/models.md): only the convolutions are ImageNet's.
  if (sha256 == kVgg16) return KnownModel{"VGG16", "caffe", {"block*_conv*"}};
  return std::nullopt;
}

}  // namespace lexicnn
