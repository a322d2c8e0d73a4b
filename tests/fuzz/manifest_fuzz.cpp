/// The first byte chooses the kind, the others are a manifest or a split file.
#include <array>
#include <set>
#include <string>

#include "lexicnn/images/image_set.hpp"

#include "fuzz/support.hpp"
#include "fuzz/target.hpp"

namespace lexicnn::fuzz {
namespace {

const std::array<std::string, 3> kEndings{".csv", ".tsv", ".txt"};

void read_manifest(std::uint8_t kind, std::span<const std::uint8_t> bytes) {
  const ImageSet set = open_image_set(as_file(bytes, kEndings[kind % kEndings.size()]));
  if (set.files.empty()) found("a manifest without an image");
  if (set.label_columns.empty() || set.label_columns.front() != "class") {
    found("a manifest without classes");
  }
  std::set<std::string> names;
  for (const ImageFile& file : set.files) {
    if (!names.insert(file.name).second) found("two images of one name");
    if (file.labels->size() != set.label_columns.size()) found("an image without some labels");
    if (file.labels->front().empty()) found("an image without a class");
    for (const char c : file.name) {
      if (static_cast<unsigned char>(c) < 0x20) found("a control character in a name");
    }
  }
}

}  // namespace
}  // namespace lexicnn::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  lexicnn::fuzz::error_of([&] { lexicnn::fuzz::read_manifest(data[0], {data + 1, size - 1}); });
  return 0;
}
