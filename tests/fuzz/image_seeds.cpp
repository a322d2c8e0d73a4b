#include "fuzz/target.hpp"
#include "support/encoded_images.hpp"

namespace lexicnn::fuzz {

std::vector<Seed> seeds() {
  std::vector<Seed> out;
  for (test::EncodedImage& image : test::encoded_images())
    out.push_back({std::move(image.bytes)});
  return out;
}

}  // namespace lexicnn::fuzz
