/// A class by its name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lexicnn {

/// Place of `name` among `names`; Error(invalid_input) that suggests near names where it has none.
std::uint64_t class_place(const std::vector<std::string>& names, std::string_view name);

}  // namespace lexicnn
