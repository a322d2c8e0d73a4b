/// How the results of this stage are written as JSON.
#pragma once

#include <cmath>
#include <string>

#include <nlohmann/json.hpp>

namespace lexicnn {

/// NaN is null.
inline nlohmann::ordered_json number_or_null(double value) {
  return std::isnan(value) ? nlohmann::ordered_json() : nlohmann::ordered_json(value);
}

/// Indented, with a line break at the end; bytes that are not UTF-8 become U+FFFD.
inline std::string json_text(const nlohmann::ordered_json& json) {
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace lexicnn
