/// How wide a table of the profile is printed.
#pragma once

#include <cstddef>

namespace lexicnn {

inline constexpr std::size_t kTextWidth = 100;  ///< characters

}  // namespace lexicnn
