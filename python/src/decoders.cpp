#include "decoders.hpp"

#include <cstdlib>
#include <span>
#include <string_view>

#include "lexicnn/images/decode.hpp"

namespace lexicnn::python {
namespace {

/// One white pixel, as a format that libvips decodes.
constexpr std::string_view kGif(
    "GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00"
    "\x00\x02\x02\x44\x01\x00;",
    35);

bool start() {
  // libvips looks for plugins below this folder, and only when it starts.
  const bool ours = ::setenv("VIPSHOME", "/nonexistent", 0) == 0 &&
                    std::string_view(std::getenv("VIPSHOME")) == "/nonexistent";
  (void)decode_image(std::as_bytes(std::span(kGif)));
  if (ours) ::unsetenv("VIPSHOME");
  return true;
}

}  // namespace

void start_decoders() {
  static const bool started = start();
  static_cast<void>(started);
}

}  // namespace lexicnn::python
