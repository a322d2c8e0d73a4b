/// Numbers and counts as a person reads them, and the width of text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// Columns that UTF-8 text takes on a terminal, one a code point (wide and combining characters are
/// not told apart).
LEXICNN_API std::size_t text_width(std::string_view text) noexcept;

/// The text, or where it is wider than `width` columns "…" and as much of its end as fits.
LEXICNN_API std::string keep_end(std::string_view text, std::size_t width);

/// With that many decimals; "-" for NaN.
LEXICNN_API std::string fixed_text(double value, int decimals);

/// The same with its sign always shown, and 0 as "0.00".
LEXICNN_API std::string signed_text(double value, int decimals);

/// Three significant digits without an exponent from 0.0001 up to a million.
LEXICNN_API std::string short_text(double value);

/// A share in [0, 1] as whole per cent, e.g. "96 %"; "<1 %" and ">99 %" where rounding would say
/// none or all of it; "-" for NaN.
LEXICNN_API std::string percent_text(double share);

/// "1 image", "50 images": the plural adds "s", or "es" after s and x, as in "classes".
LEXICNN_API std::string counted(std::uint64_t count, std::string_view noun);

}  // namespace lexicnn
