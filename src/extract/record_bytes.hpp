/// The record of an image as bytes, for a journal.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lexicnn/images/ledger.hpp"

namespace lexicnn::extract_stage {

std::string to_bytes(const ImageRecord& record);

/// Nothing where the bytes are no record.
std::optional<ImageRecord> from_bytes(std::string_view bytes);

}  // namespace lexicnn::extract_stage
