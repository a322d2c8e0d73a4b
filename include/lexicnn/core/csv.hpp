/// Tables as CSV by RFC 4180.
#pragma once

#include <string>
#include <string_view>

#include "lexicnn/core/export.hpp"
#include "lexicnn/core/table.hpp"

namespace lexicnn {

/// One field: quoted where it holds a comma, a quote, a line break or a space at an end.
LEXICNN_API std::string csv_field(std::string_view text);

/// A header line, then one line a row, each ended by CR LF. Numbers are in the shortest form that
/// reads back exactly; NaN and missing values are empty. The row names come first, as the column
/// `index_name`, where that is not empty.
LEXICNN_API std::string csv_text(const Table& table, std::string_view index_name = {});

}  // namespace lexicnn
