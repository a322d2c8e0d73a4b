/// What tells one list of images from another.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lexicnn/core/sha256.hpp"
#include "lexicnn/images/image_set.hpp"

namespace lexicnn::extract_stage {

inline std::vector<std::string> names_of(const ImageSet& images) {
  std::vector<std::string> names;
  names.reserve(images.files.size());
  for (const ImageFile& file : images.files)
    names.push_back(file.name);
  return names;
}

/// Of texts without zero bytes, as one.
inline std::string sha256_of(const std::vector<std::string>& texts) {
  Sha256 hash;
  for (const std::string& text : texts) {
    hash.update(text);
    hash.update(std::string_view("\0", 1));
  }
  return hash.finish();
}

}  // namespace lexicnn::extract_stage
