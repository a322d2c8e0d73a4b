/// Base64 (RFC 4648, with padding), as data URIs and content security policies want it.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace lexicnn::reporting {

std::string base64(std::span<const std::byte> bytes);

}  // namespace lexicnn::reporting
