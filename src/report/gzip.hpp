/// gzip (RFC 1952) from parts that are compressed on their own: on several threads, or once for
/// several uses.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "lexicnn/core/context.hpp"

namespace lexicnn::reporting {

/// A compressed text that ends at a whole byte and refers to nothing before it.
struct DeflatedPart {
  std::string bytes;
  std::uint32_t crc = 0;     ///< CRC-32 of the text
  std::uint64_t length = 0;  ///< of the text
};

DeflatedPart deflate_part(std::string_view text);

/// One gzip member of all texts in turn. The same parts give the same bytes: no time or name is
/// recorded.
std::string gzip_of(std::span<const DeflatedPart> parts);

/// A long text, compressed on several threads; the bytes do not depend on their number.
std::string gzip(std::string_view text, const Context& context);

}  // namespace lexicnn::reporting
