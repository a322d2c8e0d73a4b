/// The bytes are an image file.
#include "lexicnn/images/decode.hpp"
#include "lexicnn/images/resize.hpp"

#include "fuzz/support.hpp"
#include "fuzz/target.hpp"

namespace lexicnn::fuzz {
namespace {

void decode_and_prepare(std::span<const std::uint8_t> bytes) {
  const DecodedImage decoded = decode_image(std::as_bytes(bytes));
  const RgbImage& image = decoded.image;
  const ImageFacts& facts = decoded.facts;
  const bool turned = facts.orientation >= 5;
  if (image.width != (turned ? facts.height : facts.width) ||
      image.height != (turned ? facts.width : facts.height)) {
    found("an image that has not the size of its facts");
  }
  if (image.pixels.size() != std::size_t{3} * image.width * image.height || image.pixels.empty()) {
    found("an image without some of its pixels");
  }
  Preprocessing preprocessing;
  preprocessing.height = preprocessing.width = 4;
  preprocessing.short_side = 5;
  preprocessing.resize = facts.width % 2 == 0 ? ResizeMode::crop : ResizeMode::squash;
  std::vector<float> tensor(3 * 4 * 4);
  preprocess(image, preprocessing, TensorLayout::chw, tensor);
}

}  // namespace
}  // namespace lexicnn::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string error = lexicnn::fuzz::error_of([&] {
    lexicnn::fuzz::decode_and_prepare({data, size});
  });
  if (!error.empty() && error.rfind("invalid-image: ", 0) != 0) lexicnn::fuzz::found(error);
  return 0;
}
