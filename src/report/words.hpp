/// What core/text.hpp does not write: names and large counts inside sentences.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lexicnn::reporting {

/// "12,416".
std::string grouped(std::uint64_t value);

/// A name inside a sentence: isolated, so that right-to-left text does not move its surroundings.
std::string isolated(std::string_view name);

/// "+0.93", "−0.88", with the minus sign of print.
std::string sign_text(double value);

}  // namespace lexicnn::reporting
